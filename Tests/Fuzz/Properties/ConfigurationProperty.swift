import WireText

enum ConfigurationProperty {
  /// A file written from the variables has the same variables. A comment and a byte order mark
  /// before it change nothing.
  static func check(_ input: [UInt8]) throws(Broken) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    guard let variables = try? SettingsFile.variables(in: input) else { return }
    try hold(
      variables.allSatisfy { !$0.key.isEmpty && !$0.value.contains(where: \.isNewline) },
      "\(variables) are read from \(input.shown)")
    let lines = variables.map { "\($0.key)=\($0.value)" }
    let written = mark + Array(("# comment\n" + lines.joined(separator: "\r\n")).utf8)
    let again = try? SettingsFile.variables(in: written)
    try hold(again == variables, "\(written.shown) reads as \(again as Any)")
  }
}
