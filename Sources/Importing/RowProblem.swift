package import Scheduling

/// What can be wrong with a row. Problems are data: a row may have several, and none stops a file.
package enum RowProblem: Hashable, Sendable {
  case wrongFieldCount(Int)
  case unclosedQuote
  case textAfterQuote
  case notUTF8(ScheduleColumn)
  case empty(ScheduleColumn)
  case agentUnknown
  case agentInactive
  case eventTypeUnknown
  case eventTypeInactive
  /// Not exactly the file's date format.
  case timeFormat(ScheduleColumn)
  /// Like 30 February or 24:00.
  case timeNonexistent(ScheduleColumn)
  /// In the hour that the zone's clocks leave out.
  case timeSkipped(ScheduleColumn, LocalDateTime, LocalGap)
  case endNotAfterStart
  /// An earlier row of the file, at this line, has the same agent, event type and start.
  case duplicate(line: Int)
}

extension RowProblem {
  /// Whether the sentence names what few rows share, so that it is not worth keeping.
  var isOfOneRow: Bool {
    switch self {
    case .wrongFieldCount, .timeSkipped, .duplicate: true
    case .unclosedQuote, .textAfterQuote, .notUTF8, .empty, .agentUnknown, .agentInactive,
      .eventTypeUnknown, .eventTypeInactive, .timeFormat, .timeNonexistent, .endNotAfterStart:
      false
    }
  }

  /// The stable word for the report's Error Code column.
  package var code: RowProblemCode {
    switch self {
    case .wrongFieldCount: .wrongFieldCount
    case .unclosedQuote: .unclosedQuote
    case .textAfterQuote: .textAfterQuote
    case .notUTF8(let column): column.codes.notUTF8
    case .empty(let column): column.codes.empty
    case .agentUnknown: .agentUnknown
    case .agentInactive: .agentInactive
    case .eventTypeUnknown: .eventTypeUnknown
    case .eventTypeInactive: .eventTypeInactive
    case .timeFormat(let column): column == .endTime ? .endTimeFormat : .startTimeFormat
    case .timeNonexistent(let column):
      column == .endTime ? .endTimeNonexistent : .startTimeNonexistent
    case .timeSkipped(let column, _, _):
      column == .endTime ? .endTimeSkipped : .startTimeSkipped
    case .endNotAfterStart: .endNotAfterStart
    case .duplicate: .duplicateRow
    }
  }

  /// The sentence for the report's Error column: what is wrong and what to do.
  package func sentence(format: DateTimeFormat, zone: String) -> String {
    switch self {
    case .wrongFieldCount(let count):
      "The row has \(count) \(count == 1 ? "field" : "fields") instead of 5."
    case .unclosedQuote:
      "A quote opens here and never closes, so the rest of the file could not be read."
    case .textAfterQuote:
      "A field goes on after its closing quote; a quote within a quoted field is written twice."
    case .notUTF8(let column): "\(column.title) is not valid UTF-8; save the file as UTF-8."
    case .empty(let column): "\(column.title) is empty."
    case .agentUnknown: "No agent of this account has this Agent Email."
    case .agentInactive: "The agent with this Agent Email is not active."
    case .eventTypeUnknown: "No event type of this account has this Event Type Name."
    case .eventTypeInactive: "The event type with this Event Type Name is not active."
    case .timeFormat(let column):
      "\(column.title) is not in the format \(format.rawValue)."
    case .timeNonexistent(let column):
      "\(column.title) is a date or time that does not exist."
    case .timeSkipped(let column, let time, let gap):
      """
      \(column.title) \(time.timeText) does not exist in \(zone) on \(time.dateText): clocks go from \
      \(gap.ends.joined(separator: " to ")).
      """
    case .endNotAfterStart: "End Time is not after Start Time."
    case .duplicate(let line):
      "The row has the agent, event type and start time of line \(line), which counts."
    }
  }
}

extension LocalGap {
  /// Both ends as texts, with their dates where a whole day is skipped.
  fileprivate var ends: [String] {
    let ends = [from, to]
    return from.dateText == to.dateText ? ends.map(\.timeText) : ends.map(\.description)
  }
}
