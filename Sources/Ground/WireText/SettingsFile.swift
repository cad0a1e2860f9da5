import Foundation

/// A settings file: lines of the form `NAME=value`, in UTF-8, with or without a byte order mark.
package enum SettingsFile {
  /// Why a settings file is rejected.
  package enum Fault: Error, Equatable {
    /// The file is not UTF-8.
    case notUTF8
    /// The line with this number, from 1, has no name or no equals sign.
    case wrongLine(Int)
  }

  /// The values by name; if a name is repeated, its last value.
  ///
  /// Blank lines and lines that begin with # are ignored, and so are blanks around names and
  /// values. Quotes are part of the value.
  package static func variables(in bytes: [UInt8]) throws(Fault) -> [String: String] {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let content = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
    guard let text = String(validating: content, as: UTF8.self) else { throw .notUTF8 }
    var variables: [String: String] = [:]
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      let line = line.trimmingCharacters(in: .whitespaces)
      // Compares bytes: a combining mark after # would make a different Character.
      if line.isEmpty || line.utf8.first == UInt8(ascii: "#") { continue }
      guard let equals = line.utf8.firstIndex(of: UInt8(ascii: "=")) else {
        throw .wrongLine(index + 1)
      }
      let name = line[..<equals].trimmingCharacters(in: .whitespaces)
      let value = line[line.utf8.index(after: equals)...].trimmingCharacters(in: .whitespaces)
      guard !name.isEmpty else { throw .wrongLine(index + 1) }
      variables[name] = value
    }
    return variables
  }
}
