import CSV
import Scheduling

/// A cell that has text after its closing quote.
package struct QuoteProblem: Hashable, Sendable {
  /// The column; nil if it is not one of the first five.
  let column: ScheduleColumn?
  /// The cell as messages show it, in quotes.
  let shown: String
  /// The lines of the opening and of the closing quote.
  let lines: ClosedRange<Int>
  /// The corrected cell; nil if the correction is not obvious.
  let corrected: String?

  init(_ record: CSVRecord, at place: CSVFaultPlace) {
    column = ScheduleColumn(rawValue: place.field)
    lines = place.openingLine...max(place.openingLine, place.closingLine)
    let cell =
      place.field < FieldCountAdvice.keptFields ? CellAdvice.text(of: record[place.field]) : ""
    shown = ShownText.quoted(cell)
    corrected = Self.corrected(cell)
  }

  var sentence: String {
    let name = column.map { "\($0.title)" } ?? "A cell"
    guard lines.count == 1 else {
      return """
        The quote opened on line \(lines.lowerBound) is closed on line \(lines.upperBound) and \
        followed by text, so \(RowProblem.named(lines)) were read as one row. Remove the quote on \
        line \(lines.lowerBound) or close it there.
        """
    }
    let example = corrected.map { ": \($0)" } ?? ""
    return """
      \(name) \(shown) has text after its closing quote. Write each quote inside a quoted cell \
      twice\(example).
      """
  }

  /// - Returns: nil if the cell already has doubled quotes or is too long to show.
  private static func corrected(_ cell: String) -> String? {
    var inner = cell.dropFirst()
    guard cell.utf8.count <= ShownText.longest, !cell.contains("\n"), !inner.contains("\"\"") else {
      return nil
    }
    if inner.last == "\"" { inner.removeLast() }
    let text = ReferenceText.trimmed(String(inner))
    // Only blanks follow the closing quote.
    let isClosed = text.last == "\"" && !text.dropLast().contains("\"")
    return "\"\(isClosed ? String(text.dropLast()) : text.replacing("\"", with: "\"\""))\""
  }
}
