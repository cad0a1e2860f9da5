/// The closed list of the report's error codes.
///
/// `RowProblemCode+meaning.swift` says what each means and how to correct the row. Tests compare
/// docs/reference/error-codes.md, docs/how-to/prepare-a-file.md and the API's description with it.
package enum RowProblemCode: String, CaseIterable, Sendable {
  case wrongDateFormat = "WRONG_DATE_FORMAT"
  case wrongFieldCount = "WRONG_FIELD_COUNT"
  case unclosedQuote = "UNCLOSED_QUOTE"
  case textAfterQuote = "TEXT_AFTER_QUOTE"
  case quoteSpansRows = "QUOTE_SPANS_ROWS"
  case agentNameNotUTF8 = "AGENT_NAME_NOT_UTF8"
  case agentEmailNotUTF8 = "AGENT_EMAIL_NOT_UTF8"
  case startTimeNotUTF8 = "START_TIME_NOT_UTF8"
  case endTimeNotUTF8 = "END_TIME_NOT_UTF8"
  case eventTypeNotUTF8 = "EVENT_TYPE_NOT_UTF8"
  case agentNameEmpty = "AGENT_NAME_EMPTY"
  case agentEmailEmpty = "AGENT_EMAIL_EMPTY"
  case startTimeEmpty = "START_TIME_EMPTY"
  case endTimeEmpty = "END_TIME_EMPTY"
  case eventTypeEmpty = "EVENT_TYPE_EMPTY"
  case agentUnknown = "AGENT_UNKNOWN"
  case agentInactive = "AGENT_INACTIVE"
  case eventTypeUnknown = "EVENT_TYPE_UNKNOWN"
  case eventTypeInactive = "EVENT_TYPE_INACTIVE"
  case startTimeFormat = "START_TIME_FORMAT"
  case endTimeFormat = "END_TIME_FORMAT"
  case startTimeNonexistent = "START_TIME_NONEXISTENT"
  case endTimeNonexistent = "END_TIME_NONEXISTENT"
  case startTimeYear = "START_TIME_YEAR"
  case endTimeYear = "END_TIME_YEAR"
  case startTimeSkipped = "START_TIME_SKIPPED"
  case endTimeSkipped = "END_TIME_SKIPPED"
  case endNotAfterStart = "END_NOT_AFTER_START"
  case duplicateRow = "DUPLICATE_ROW"
}

extension ScheduleColumn {
  /// The codes of the problems that a cell of every column can have.
  var codes: (notUTF8: RowProblemCode, empty: RowProblemCode) {
    switch self {
    case .agentName: (.agentNameNotUTF8, .agentNameEmpty)
    case .agentEmail: (.agentEmailNotUTF8, .agentEmailEmpty)
    case .startTime: (.startTimeNotUTF8, .startTimeEmpty)
    case .endTime: (.endTimeNotUTF8, .endTimeEmpty)
    case .eventTypeName: (.eventTypeNotUTF8, .eventTypeEmpty)
    }
  }
}
