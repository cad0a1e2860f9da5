import CSV
import Importing
import Scheduling
import Store
import WireText

enum ScheduleProperty {
  private static let agents: [ReferenceKey<AgentID>] = [
    .init(id: AgentID(1), key: "ann@example.com", isActive: true),
    .init(id: AgentID(2), key: "béa@example.com", isActive: true),
    .init(id: AgentID(3), key: "carl@example.com", isActive: false),
  ]
  private static let eventTypes: [ReferenceKey<EventTypeID>] = [
    .init(id: EventTypeID(1), key: "shift", isActive: true),
    .init(id: EventTypeID(2), key: "größe", isActive: true),
    .init(id: EventTypeID(3), key: "old", isActive: false),
  ]
  private static let zone = try? TimeZoneDatabase().zone(named: "America/New_York")

  private struct Outcome: Equatable {
    var events: [ScheduleEvent] = []
    var rejected = 0
    var report: [UInt8] = []
  }

  /// Each row is an event or is in the report, for every way of cutting the file. Events are valid
  /// and differ. The report is a CSV file in UTF-8 without formulas. The check before a file is
  /// accepted and the import agree on its header.
  static func check(_ input: [UInt8]) throws {
    let format: DateTimeFormat =
      input.contains(UInt8(ascii: "/")) ? .monthDayYearUnpadded : .yearMonthDay
    let expected = try outcome(input, format, cutAt: [])
    try hold(
      (expected != nil) == ScheduleTemplate.hasHeader([input]), "the header is judged differently")
    let found = try outcome(input, format, cutAt: cuts(of: input)[1])
    try hold(found == expected, "in pieces \(found as Any) instead of \(expected as Any)")
    guard let expected else {
      return try checkDescription(of: input, expecting: .schedule)
    }
    try checkEvents(expected.events)
    try checkReport(expected)
    let rows = records(of: input, maximumFields: 12).count { !isBlank($0) } - 1
    try hold(expected.events.count + expected.rejected == rows, "not all of \(rows) rows count")
  }

  /// Whether a row has nothing visible. In a row with many fields, only blanks are invisible.
  private static func isBlank(_ record: ReadRecord) -> Bool {
    if record.isBlank { return true }
    return record.fault == nil && record.fieldCount <= 12 && !record.areValid.contains(false)
      && record.texts.joined().unicodeScalars.allSatisfy(\.isBlankInSpreadsheets)
  }

  /// Nil if the header is missing.
  private static func outcome(
    _ input: [UInt8], _ format: DateTimeFormat, cutAt cuts: [Int]
  ) throws -> Outcome? {
    var decision: ScheduleFile.Decision?
    while true {
      guard let (outcome, next) = try outcome(input, format, cutAt: cuts, decision) else {
        return nil
      }
      guard next != nil else { return outcome }
      try hold(decision == nil, "a third reading")
      try hold(outcome.report.isEmpty, "a report before the second reading")
      decision = next
    }
  }

  /// The result of one reading, and the decision for a second one.
  private static func outcome(
    _ input: [UInt8], _ format: DateTimeFormat, cutAt cuts: [Int],
    _ decision: ScheduleFile.Decision?
  ) throws -> (Outcome, ScheduleFile.Decision?)? {
    guard let zone else { throw Broken(description: "the tz database lacks America/New_York") }
    var file = ScheduleFile(
      reference: ReferenceData(.init(agents: agents, eventTypes: eventTypes)), format: format,
      zone: zone, size: input.count, decision: decision)
    var outcome = Outcome()
    do {
      var start = 0
      for end in cuts + [input.count] {
        let chunk = Array(input[start..<end])
        try chunk.withUnsafeBytes { try file.read($0) }
        start = end
        outcome.report += file.takeReportPiece(isLast: false) ?? []
      }
      try file.finish()
    } catch {
      return nil
    }
    outcome.report += file.takeReportPiece(isLast: true) ?? []
    outcome.events = file.events
    outcome.rejected = file.rejected
    return (outcome, file.nextDecision)
  }

  private static func checkEvents(_ events: [ScheduleEvent]) throws(Broken) {
    var identities: Set<ScheduleEvent> = []
    for event in events {
      try hold(event.start < event.end, "\(event) does not end after its start")
      try hold(
        event.agent.value < 3 && event.eventType.value < 3, "\(event) is of something inactive")
      let identity = ScheduleEvent(
        agent: event.agent, eventType: event.eventType, start: event.start, end: event.start)
      try hold(identities.insert(identity).inserted, "\(event) is there twice")
    }
  }

  private static func checkReport(_ outcome: Outcome) throws(Broken) {
    guard outcome.rejected > 0 else { return try hold(outcome.report.isEmpty, "a needless report") }
    let lines = records(of: outcome.report)
    try hold(
      lines.count == outcome.rejected + 1
        && lines.allSatisfy {
          $0.fieldCount == 8 && $0.fault == nil && $0.areValid.allSatisfy(\.self)
        },
      "the report is no CSV file of \(outcome.rejected) rows: \(outcome.report.shown)")
    for cell in lines.flatMap(\.fields) {
      try hold(
        !cell.withUnsafeBufferPointer { FormulaCell.mayRun($0) },
        "a cell is a formula: \(cell.shown)")
    }
  }
}
