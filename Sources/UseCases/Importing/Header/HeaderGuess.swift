/// The line that is most like a header, split into cells.
struct HeaderGuess {
  let line: HeadLine
  let separator: Separator
  /// Whether the whole line is one quoted cell that contains the header.
  let isOneCell: Bool
  let cells: [String]
  /// The number of titles among the cells, ignoring case, blanks and punctuation.
  let known: Int

  /// The best guess over all lines and separators; the first one of equally good guesses.
  ///
  /// - Parameter lines: at least one.
  static func best(of lines: [HeadLine], for template: FileTemplate) -> HeaderGuess? {
    var best: HeaderGuess?
    for guess in lines.flatMap({ guesses(of: $0, for: template) })
    where best.map({ guess.isBetter(than: $0, for: template) }) ?? true {
      best = guess
    }
    return best
  }

  /// A line below the first must have more than half of the titles, since a data row may contain
  /// one by chance.
  private func isBetter(than other: HeaderGuess, for template: FileTemplate) -> Bool {
    guard line.number == other.line.number else {
      return known > other.known && 2 * known > template.titles.count
    }
    if known != other.known { return known > other.known }
    return known == 0 && template.titles.count > 1 && cells.count == template.titles.count
      && other.cells.count != template.titles.count
  }

  private static func guesses(of line: HeadLine, for template: FileTemplate) -> [HeaderGuess] {
    let keys = Set(template.titles.map(HeaderTitle.key))
    var texts = [(line.text, isOneCell: false)]
    let cells = Separator.comma.cells(of: line.text).filter { !$0.isEmpty }
    if cells.count == 1, cells[0] != line.text, template.titles.count > 1 {
      texts.append((cells[0], isOneCell: true))
    }
    return texts.flatMap { text, isOneCell in
      Separator.allCases.map { separator in
        let cells = separator.cells(of: text)
        return HeaderGuess(
          line: line, separator: separator, isOneCell: isOneCell, cells: cells,
          known: Set(cells.map(HeaderTitle.key)).intersection(keys).count)
      }
    }
  }

  /// Whether the line looks like the first row of a file without a header.
  func isLikeRow(of template: FileTemplate) -> Bool {
    guard cells.count == template.titles.count else { return false }
    return cells.count == 1
      || cells.contains { $0.contains("@") || $0.contains { ("0"..."9").contains($0) } }
  }
}
