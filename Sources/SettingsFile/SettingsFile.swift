import Foundation

/// A configuration file: lines of the form `NAME=value`, in UTF-8, with a byte order mark or without.
package enum SettingsFile {
  package enum Fault: Error, Equatable {
    case notUTF8
    /// The line of this number, from 1, has no name or no equals sign.
    case wrongLine(Int)
  }

  /// The values by their names; of a name that stands there twice the last one. Blank lines and those
  /// that begin with # say nothing; blanks around name and value do not count, quotes are part of the
  /// value.
  package static func variables(in bytes: [UInt8]) throws(Fault) -> [String: String] {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let content = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
    guard let text = String(validating: content, as: UTF8.self) else { throw .notUTF8 }
    var variables: [String: String] = [:]
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      let line = line.trimmingCharacters(in: .whitespaces)
      if line.isEmpty || line.hasPrefix("#") { continue }
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      guard parts.count == 2, !parts[0].isEmpty else { throw .wrongLine(index + 1) }
      variables[parts[0]] = parts[1]
    }
    return variables
  }
}
