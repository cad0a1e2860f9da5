import Scheduling

/// Why a file does not begin with the header that it should have, as far as its bytes tell.
package enum HeaderDiagnosis {
  /// Sentences for the person who made the file: the cause, what was read (escaped and cut), what to
  /// change, and the right header.
  ///
  /// Looks at the first `FileHead.longest` bytes.
  ///
  /// - Parameter chunks: the file in pieces.
  package static func description(of chunks: [[UInt8]], expecting template: FileTemplate) -> String
  {
    let cause = cause(in: FileHead(chunks), template)
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
        ? "The file has only blank lines."
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
      ? "Line \(first.number) is \(ShownText.quoted(first.text))."
      : sentences.joined(separator: " ")
  }

  /// `sep=;`, from which Excel takes the separator.
  private static func separatorLine(_ line: HeadLine) -> String? {
    let text = line.text.lowercased().drop { $0 == "\"" }
    guard text.hasPrefix("sep="), text.utf8.count <= 8 else { return nil }
    return """
      Line \(line.number) is \(ShownText.quoted(line.text)), which only Excel understands. Delete \
      that line and separate the columns with commas.
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
        The header is in line \(guess.line.number), not at the beginning. Delete the lines above \
        it, such as line \(first.number), \(ShownText.quoted(first.text)).
        """)
    }
    if let byte = guess.line.firstByteOutsideUTF8 {
      sentences.append(
        """
        Line \(guess.line.number) is not UTF-8 text: it has the byte \(byte). It may be \
        Windows-1252; save the file as "CSV UTF-8 (Comma delimited)".
        """)
    }
    if guess.isOneCell {
      sentences.append(
        """
        Line \(guess.line.number) is one quoted cell: \(shown). Remove the quotes around whole lines.
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
      return ["Line \(number) is \(shown), which has none of the column titles."]
    }
    return [
      "The file has no header: line \(number) is already a row, \(shown). "
        + "Add the header above it."
    ]
  }
}
