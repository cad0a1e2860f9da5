import CSV
import Scheduling

/// Says how to correct a row with more or fewer than five fields.
struct FieldCountAdvice {
  private let cells: [String]
  private let fieldCount: Int

  /// The number of fields of a row that the reader keeps. The fields after the fifth show the
  /// mistake.
  static let keptFields = 12

  init(_ record: CSVRecord) {
    fieldCount = record.fieldCount
    cells = (0..<min(record.fieldCount, Self.keptFields)).map {
      ReferenceText.trimmed(CellAdvice.text(of: record[$0]))
    }
  }

  /// The fix for a row that is not examined, since the file already has too many explanations.
  static func plainFix(_ count: Int) -> String {
    count < ScheduleTemplate.columnCount
      ? "Write all five cells, separated by commas." : "Put quotes around a cell with a comma."
  }

  /// The fix, in one or two sentences.
  var fix: String {
    fieldCount < ScheduleTemplate.columnCount ? fixOfFewer : fixOfMore
  }

  private var fixOfFewer: String {
    if fieldCount == 1, let only = cells.first {
      if only.contains(",") {
        return "The whole row is inside one pair of quotes. Remove the first and the last quote."
      }
      for (separator, name) in [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")] {
        if only.split(separator: separator, omittingEmptySubsequences: false).count > 2 {
          return "Separate the cells with commas, not \(name)."
        }
      }
    }
    return "Write all five cells, separated by commas: \(ScheduleTemplate.header)."
  }

  private var fixOfMore: String {
    let extra = fieldCount - ScheduleTemplate.columnCount
    if fieldCount <= cells.count, cells.suffix(extra).allSatisfy(\.isEmpty) {
      return extra == 1
        ? "Remove the comma at the end of the row."
        : "Remove the \(extra) commas at the end of the row."
    }
    if let first = cells.first, "“”„«".contains(where: { first.hasPrefix(String($0)) }) {
      return "Curly quotes do not enclose a cell. Use straight quotes: "
        + "\"Carter, Ben\"."
    }
    return "Put quotes around a cell with a comma: \(quotedCell(extra: extra))."
  }

  /// The cell that contains the extra commas, if the place of the e-mail shows it; otherwise an
  /// example.
  private func quotedCell(extra: Int) -> String {
    let example = "\"Carter, Ben\""
    guard fieldCount <= cells.count, let email = cells.firstIndex(where: { $0.contains("@") })
    else {
      return example
    }
    let parts: ArraySlice<String>
    switch email {
    case 1: parts = cells[4...]
    case extra + 1: parts = cells[...extra]
    default: return example
    }
    return "\"\(ShownText.escaped(parts.joined(separator: ", ")))\""
  }
}
