import Scheduling

/// Says why a file does not begin with the required header.
package enum HeaderDiagnosis {
  /// Sentences for the author of the file: the cause, the offending text (escaped and cut), the
  /// fix, and the right header.
  ///
  /// Examines the first `FileHead.longest` bytes.
  ///
  /// - Parameters:
  ///   - pieces: the file.
  ///   - template: the kind of file that it should be.
  package static func description(of pieces: [[UInt8]], expecting template: FileTemplate) -> String
  {
    let cause = cause(in: FileHead(pieces), template)
    return "\(cause) The first line must be exactly: \(template.header)"
  }

  private static func cause(in head: FileHead, _ template: FileTemplate) -> String {
    if head.content.isEmpty, head.isWhole { return "The file is empty. Choose the file again." }
    if let sentence = FileEncoding.sentence(for: head.bytes) ?? FileKind.sentence(for: head) {
      return sentence
    }
    let lines = HeadLine.lines(of: head.content)
    guard let first = lines.first else {
      return head.isWhole
        ? "The file contains only blank lines."
        : "The file begins with too many blank lines. Delete them."
    }
    if head.isWhole, lines.count == 1, let sentence = StandIn.sentence(for: first.text) {
      return sentence
    }
    if let sentence = separatorLine(first) ?? LineEnds.sentence(for: first, template: template) {
      return sentence
    }
    guard let guess = HeaderGuess.best(of: lines, for: template) else { return "" }
    let sentences = sentences(for: guess, first: first, template)
    return sentences.isEmpty
      ? "Line \(first.number) is \(ShownText.quoted(first.text)), which is not the header."
      : sentences.joined(separator: " ")
  }

  /// A sentence about a line such as `sep=;`, which tells Excel the separator.
  private static func separatorLine(_ line: HeadLine) -> String? {
    let text = line.text.lowercased().drop { $0 == "\"" }
    guard text.hasPrefix("sep="), text.utf8.count <= 8 else { return nil }
    return """
      Line \(line.number) is \(ShownText.quoted(line.text)), which only Excel understands. Delete \
      this line and separate the columns with commas.
      """
  }

  private static func sentences(
    for guess: HeaderGuess, first: HeadLine, _ template: FileTemplate
  ) -> [String] {
    let shown = ShownText.quoted(guess.line.text)
    var sentences: [String] = []
    if guess.line.number > first.number {
      sentences.append(
        """
        The header is on line \(guess.line.number), not at the beginning of the file. Delete the \
        lines above it, such as line \(first.number), \(ShownText.quoted(first.text)).
        """)
    }
    if let byte = guess.line.firstByteOutsideUTF8 {
      sentences.append(
        """
        Line \(guess.line.number) is not UTF-8 text: it has the byte \(byte). The file may be \
        Windows-1252. Save it as "CSV UTF-8 (Comma delimited)".
        """)
    }
    if guess.isOneCell {
      sentences.append(
        """
        Line \(guess.line.number) is a single quoted cell: \(shown). Remove the quotes around each line.
        """)
    }
    if guess.separator != .comma {
      sentences.append(
        """
        The columns of line \(guess.line.number) are separated by \(guess.separator.plural): \
        \(shown). Separate the columns with commas in every line.
        """)
    }
    return sentences + columnSentences(for: guess, template)
  }

  private static func columnSentences(
    for guess: HeaderGuess, _ template: FileTemplate
  ) -> [String] {
    let number = guess.line.number
    let shown = ShownText.quoted(guess.line.text)
    let others = FileTemplate.uploaded.filter { $0 != template }
    if let other = others.first(where: { $0.titles == guess.cells }) {
      return ["Line \(number) is the header of \(other.noun), not of \(template.noun)."]
    }
    let isLike = guess.cells.contains { cell in
      template.titles.contains { HeaderTitle.isNear(cell, $0) }
    }
    guard !isLike else {
      return ColumnDiagnosis(template: template, cells: guess.cells, line: number).sentences
    }
    guard guess.isLikeRow(of: template) else {
      return ["Line \(number) is \(shown), which contains none of the column titles."]
    }
    return [
      "The file has no header: line \(number) is already a row, \(shown). "
        + "Add the header above it."
    ]
  }
}
