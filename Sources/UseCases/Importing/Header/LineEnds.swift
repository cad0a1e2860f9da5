import Scheduling

/// Recognizes line endings other than LF and CRLF.
enum LineEnds {
  private static let kinds: [(end: String, name: String)] = [
    ("\r", "a carriage return (CR) alone"),
    ("\u{85}", "a next line character (U+0085)"),
    ("\u{2028}", "a line separator (U+2028)"),
    ("\u{2029}", "a paragraph separator (U+2029)"),
    ("\u{0B}", "a vertical tab (U+000B)"),
    ("\\r\\n", "the characters \\r\\n"),
    ("\\n", "the characters \\n"),
  ]

  /// A sentence that names the line ending, if a header is followed by such an ending.
  ///
  /// - Parameter line: the first line as the CSV reader splits the file.
  static func sentence(for line: HeadLine, template: FileTemplate) -> String? {
    let scalars = Array(line.text.unicodeScalars)
    for (end, name) in kinds {
      let end = Array(end.unicodeScalars)
      guard let place = scalars.firstRange(of: end)?.lowerBound else { continue }
      var first = String.UnicodeScalarView()
      first.append(contentsOf: scalars[..<place])
      let guess = HeaderGuess.best(
        of: [HeadLine(number: line.number, bytes: Array(String(first).utf8))], for: template)
      guard let guess, 2 * guess.known > template.titles.count else { continue }
      return """
        Lines end with \(name): line \(line.number) is \(ShownText.quoted(line.text)). \
        Save the file with CRLF or LF line endings.
        """
    }
    return nil
  }
}
