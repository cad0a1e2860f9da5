package import Scheduling

extension RowProblem {
  /// The sentences for the report's Error column: the cause, the offending value and the fix.
  ///
  /// - Parameters:
  ///   - format: the format in which the row was read.
  ///   - zone: the name of the file's time zone.
  package func sentence(format: DateTimeFormat, zone: String) -> String {
    switch self {
    case .wrongFieldCount(let count, let fix):
      "The row has \(count) \(count == 1 ? "field" : "fields") instead of 5. "
        + (fix ?? FieldCountAdvice.plainFix(count))
    case .unclosedQuote(let lines):
      """
      The quote opened on line \(lines.lowerBound) is never closed, so \(Self.named(lines)) could \
      not be read. Remove the quote or close it.
      """
    case .textAfterQuote(let problem):
      problem?.sentence
        ?? "A cell has text after its closing quote. Write each quote inside a quoted cell twice."
    case .quoteSpansRows(let lines):
      """
      A quoted cell spans lines \(lines.lowerBound) to \(lines.upperBound) and contains a whole row. \
      Remove its opening quote, or close the quote on the line where it opens.
      """
    case .notUTF8(let column):
      "\(column.title) is not valid UTF-8. Save the file as \"CSV UTF-8 (Comma delimited)\"."
    case .empty(let column): "\(column.title) is empty. Fill it in."
    case .agentUnknown(let name): Self.unknown(name, "agent", "Agent Email")
    case .agentInactive:
      """
      The agent with this Agent Email is not active. Remove the row, or ask an administrator to \
      activate the agent.
      """
    case .eventTypeUnknown(let name): Self.unknown(name, "event type", "Event Type Name")
    case .eventTypeInactive:
      """
      The event type with this Event Type Name is not active. Remove the row, or ask an \
      administrator to activate the event type.
      """
    case .timeFormat, .timeNonexistent, .timeYear, .timeSkipped, .endNotAfterStart:
      timeSentence(format, zone)
    case .duplicate(let line):
      """
      Duplicate of line \(line) (same agent, event type and start). Line \(line) was imported; this \
      row was not.
      """
    case .otherFormat(let asked, let right):
      """
      The times in this file match \(right.rawValue), not \(asked.rawValue), so nothing was \
      imported. Upload the file again with date_format \(right.rawValue).
      """
    }
  }

  private func timeSentence(_ format: DateTimeFormat, _ zone: String) -> String {
    switch self {
    case .timeFormat(let column, let advice):
      """
      \(Self.cell(column, advice)) does not match \(format.rawValue), such as \(format.example).\
      \(Self.fix(advice))
      """
    case .timeNonexistent(let column, nil):
      "\(column.title) is a date or time that does not exist. Correct the cell."
    case .timeNonexistent(let column, let advice):
      "\(Self.cell(column, advice)) does not exist.\(Self.fix(advice))"
    case .timeYear(let column, let year, let advice):
      """
      \(Self.cell(column, advice)) is in the year \(year). Years from \
      \(LocalDateTime.scheduleYears.lowerBound) to \(LocalDateTime.scheduleYears.upperBound) are \
      accepted.\(Self.fix(advice))
      """
    case .timeSkipped(let column, let time, let gap):
      """
      \(column.title) \(time.timeText) does not exist in \(zone) on \(time.dateText): the clocks \
      jump from \(gap.ends.joined(separator: " to ")). Write an earlier or a later time.
      """
    case .endNotAfterStart(let start, let end): Self.order(start, end, format)
    default: ""
    }
  }

  private static func order(
    _ start: LocalDateTime, _ end: LocalDateTime, _ format: DateTimeFormat
  ) -> String {
    func text(_ local: LocalDateTime) -> String { format.string(from: local) ?? "\(local)" }
    let isSameDay = start.date == end.date
    let fix =
      isSameDay
      ? "If the event ends on the next day, write \(text(end.adding(days: 1)))."
      : "Correct one of the two cells."
    return "End Time \(text(end)) is not after Start Time \(text(start)). \(fix)"
  }

  private static func unknown(_ name: UnknownName?, _ noun: String, _ column: String) -> String {
    guard let name else { return "The account has no \(noun) with this \(column). Correct it." }
    let fix =
      name.nearest.map { "Did you mean \(ShownText.quoted($0))?" }
      ?? "Correct it, or ask an administrator to add the \(noun)."
    return "The account has no \(noun) with the \(column) \(name.shown). \(fix)"
  }

  private static func cell(_ column: ScheduleColumn, _ advice: CellAdvice?) -> String {
    "\(column.title)\(advice.map { " \($0.shown)" } ?? "")"
  }

  private static func fix(_ advice: CellAdvice?) -> String { advice.map { " \($0.fix)" } ?? "" }

  /// The lines as a phrase: `line 3`, `lines 3 to 812`.
  static func named(_ lines: ClosedRange<Int>) -> String {
    lines.count == 1
      ? "line \(lines.lowerBound)" : "lines \(lines.lowerBound) to \(lines.upperBound)"
  }
}

extension LocalGap {
  /// Both ends as texts, with their dates if a whole day is skipped.
  fileprivate var ends: [String] {
    let ends = [from, to]
    return from.dateText == to.dateText ? ends.map(\.timeText) : ends.map(\.description)
  }
}
