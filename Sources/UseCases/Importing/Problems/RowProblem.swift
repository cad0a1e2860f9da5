package import Scheduling

/// What can be wrong with a row. Problems are data: a row may have several, and none stops a file.
package enum RowProblem: Hashable, Sendable {
  /// - Parameter fix: what to change; nil once the file had too many explanations, as in others.
  case wrongFieldCount(Int, fix: String?)
  /// The quote opens in the first of these lines, and the file ends in the last.
  case unclosedQuote(ClosedRange<Int>)
  case textAfterQuote(QuoteProblem?)
  /// A quoted cell over these lines holds a whole row.
  case quoteSpansRows(ClosedRange<Int>)
  case notUTF8(ScheduleColumn)
  case empty(ScheduleColumn)
  /// The name; nil once the file had too many.
  case agentUnknown(UnknownName?)
  case agentInactive
  case eventTypeUnknown(UnknownName?)
  case eventTypeInactive
  /// Not exactly the file's date format.
  case timeFormat(ScheduleColumn, CellAdvice?)
  /// Like 30 February or 24:00.
  case timeNonexistent(ScheduleColumn, CellAdvice?)
  /// Not in `LocalDateTime.scheduleYears`.
  case timeYear(ScheduleColumn, year: Int, CellAdvice?)
  /// In the hour that the zone's clocks leave out.
  case timeSkipped(ScheduleColumn, LocalDateTime, LocalGap)
  case endNotAfterStart(start: LocalDateTime, end: LocalDateTime)
  /// An earlier row of the file, at this line, has the same agent, event type and start.
  case duplicate(line: Int)
  /// The times of the whole file are right in one other format.
  case otherFormat(asked: DateTimeFormat, right: DateTimeFormat)
}

extension RowProblem {
  /// Whether the sentence names what few rows share, so that it is not worth keeping.
  var isOfOneRow: Bool {
    switch self {
    case .timeSkipped, .duplicate, .unclosedQuote, .quoteSpansRows, .endNotAfterStart: true
    case .wrongFieldCount(_, let fix): fix != nil
    case .textAfterQuote(let problem): problem != nil
    case .agentUnknown(let name), .eventTypeUnknown(let name): name != nil
    case .timeFormat(_, let advice), .timeNonexistent(_, let advice), .timeYear(_, _, let advice):
      advice != nil
    case .notUTF8, .empty, .agentInactive, .eventTypeInactive, .otherFormat: false
    }
  }

  /// The stable word for the report's Error Code column.
  package var code: RowProblemCode {
    switch self {
    case .wrongFieldCount: .wrongFieldCount
    case .unclosedQuote: .unclosedQuote
    case .textAfterQuote: .textAfterQuote
    case .quoteSpansRows: .quoteSpansRows
    case .notUTF8(let column): column.codes.notUTF8
    case .empty(let column): column.codes.empty
    case .agentUnknown: .agentUnknown
    case .agentInactive: .agentInactive
    case .eventTypeUnknown: .eventTypeUnknown
    case .eventTypeInactive: .eventTypeInactive
    case .timeFormat(let column, _): column == .endTime ? .endTimeFormat : .startTimeFormat
    case .timeNonexistent(let column, _):
      column == .endTime ? .endTimeNonexistent : .startTimeNonexistent
    case .timeYear(let column, _, _): column == .endTime ? .endTimeYear : .startTimeYear
    case .timeSkipped(let column, _, _):
      column == .endTime ? .endTimeSkipped : .startTimeSkipped
    case .endNotAfterStart: .endNotAfterStart
    case .duplicate: .duplicateRow
    case .otherFormat: .wrongDateFormat
    }
  }
}
