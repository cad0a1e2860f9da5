package import Scheduling

/// A problem of a row. A row may have several, and none of them stops the import of the file.
package enum RowProblem: Hashable, Sendable {
  /// The row does not have five fields.
  ///
  /// - Parameter fix: how to correct it. As in other cases, nil if the file already had too many
  ///   explanations.
  case wrongFieldCount(Int, fix: String?)
  /// The quote opens in the first of these lines, and the file ends in the last.
  case unclosedQuote(ClosedRange<Int>)
  /// A cell has text after its closing quote.
  case textAfterQuote(QuoteProblem?)
  /// A quoted cell spans these lines and contains a whole row.
  case quoteSpansRows(ClosedRange<Int>)
  /// The cell has bytes that are not UTF-8.
  case notUTF8(ScheduleColumn)
  /// The cell is empty or contains only blanks.
  case empty(ScheduleColumn)
  /// No agent has this e-mail; nil if the file already had too many unknown e-mails.
  case agentUnknown(UnknownName?)
  /// The agent is not active.
  case agentInactive
  /// No event type has this name; nil if the file already had too many unknown names.
  case eventTypeUnknown(UnknownName?)
  /// The event type is not active.
  case eventTypeInactive
  /// The cell does not match the date format of the file.
  case timeFormat(ScheduleColumn, CellAdvice?)
  /// The time does not exist, such as 30 February or 24:00.
  case timeNonexistent(ScheduleColumn, CellAdvice?)
  /// The year is not in `LocalDateTime.scheduleYears`.
  case timeYear(ScheduleColumn, year: Int, CellAdvice?)
  /// The clocks of the zone skip the time.
  case timeSkipped(ScheduleColumn, LocalDateTime, LocalGap)
  /// The event does not end after its start.
  case endNotAfterStart(start: LocalDateTime, end: LocalDateTime)
  /// An earlier row of the file, at this line, has the same agent, event type and start.
  case duplicate(line: Int)
  /// All times of the file match another format.
  case otherFormat(asked: DateTimeFormat, right: DateTimeFormat)
}

extension RowProblem {
  /// Whether the sentence contains values that few rows share, so that it is not worth caching.
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

  /// The code for the report's Error Code column.
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
