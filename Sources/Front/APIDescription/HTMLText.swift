/// Text as HTML.
enum HTMLText {
  static func escaped(_ text: some StringProtocol) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// Paragraphs, lists and code spans of CommonMark. The description uses nothing else.
  static func blocks(_ text: String) -> String {
    text.split(separator: "\n\n").map { block in
      let lines = block.split(separator: "\n")
      guard lines.allSatisfy({ $0.hasPrefix("- ") }) else { return "<p>\(spans(block))</p>" }
      return "<ul>\(lines.map { "<li>\(spans($0.dropFirst(2)))</li>" }.joined())</ul>"
    }.joined(separator: "\n")
  }

  /// A line with its code spans.
  static func spans(_ text: some StringProtocol) -> String {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .map { $0.offset.isMultiple(of: 2) ? escaped($0.element) : code($0.element) }.joined()
  }

  static func code(_ text: some StringProtocol) -> String { "<code>\(escaped(text))</code>" }
}
