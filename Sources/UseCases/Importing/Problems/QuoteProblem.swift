import CSV
import Scheduling

/// A cell that goes on behind its closing quote.
package struct QuoteProblem: Hashable, Sendable {
  /// Nil for a cell behind the fifth.
  let column: ScheduleColumn?
  let shown: String
  /// The lines of the opening and of the closing quote.
  let lines: ClosedRange<Int>
  /// The cell written right, if that is plain.
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
        The quote that opens in line \(lines.lowerBound) is closed in line \(lines.upperBound), and \
        text follows it. \(RowProblem.named(lines).capitalizedFirst) were read as one row. Remove the \
        quote in line \(lines.lowerBound) or close it there.
        """
    }
    let example = corrected.map { ": \($0)" } ?? ""
    return """
      \(name) \(shown) goes on behind its closing quote. Write a quote within a quoted cell \
      twice\(example).
      """
  }

  /// Nil for a cell that has doubled quotes already or is too long to show.
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

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
