import CSV
import Scheduling
/// Turns a record into an event, or into everything that is wrong with it.
///
/// A row that passes allocates nothing.
struct RowValidator: ~Copyable {
  /// What is wrong with the row that `take` saw last.
  private(set) var problems: [RowProblem] = []
  private let reference: ReferenceData
  private let format: DateTimeFormat
  private var cursor: TimeZoneCursor
  private var lastEmail = LastEmail()

  init(reference: consuming ReferenceData, format: DateTimeFormat, zone: TimeZoneRules) {
    self.reference = reference
    self.format = format
    cursor = TimeZoneCursor(zone)
  }

  /// Adds the row's event to the index, if the row is sound; otherwise `problems` holds all that is
  /// wrong.
  ///
  /// - Parameter index: the events of the rows before it.
  /// - Returns: whether the row is sound.
  mutating func take(_ record: CSVRecord, into index: inout IdentityIndex) -> Bool {
    if !problems.isEmpty { problems.removeAll(keepingCapacity: true) }
    switch record.fault {
    case .unclosedQuote:
      problems.append(.unclosedQuote)
      return false
    case .textAfterClosingQuote: problems.append(.textAfterQuote)
    case nil: break
    }
    guard record.fieldCount == ScheduleTemplate.columnCount else {
      problems.append(.wrongFieldCount(record.fieldCount))
      return false
    }
    _ = text(.agentName, of: record)
    let agent = agent(of: record)
    let start = time(.startTime, of: record, after: nil)
    let end = time(.endTime, of: record, after: start)
    let eventType = eventType(of: record)

    if let start, let end, end <= start { problems.append(.endNotAfterStart) }
    guard let agent, let eventType, let start else { return false }
    let event = ScheduleEvent(
      agent: agent, eventType: eventType, start: start, end: end ?? start)
    // Only a sound row claims its identity.
    let claimant =
      problems.isEmpty
      ? index.claim(event, line: record.line) : index.line(of: event)
    if let claimant { problems.append(.duplicate(line: claimant)) }
    return problems.isEmpty
  }

  private mutating func agent(of record: CSVRecord) -> AgentID? {
    guard let email = text(.agentEmail, of: record) else { return nil }
    guard let agent = lastEmail.agent(of: email, in: reference) else {
      problems.append(.agentUnknown)
      return nil
    }
    if !agent.isActive { problems.append(.agentInactive) }
    return agent.id
  }

  private mutating func eventType(of record: CSVRecord) -> EventTypeID? {
    guard let name = text(.eventTypeName, of: record) else { return nil }
    guard let eventType = reference.eventType(name: name) else {
      problems.append(.eventTypeUnknown)
      return nil
    }
    if !eventType.isActive { problems.append(.eventTypeInactive) }
    return eventType.id
  }

  /// The instant in a time column.
  ///
  /// - Parameter start: where the column is the End Time, the row's start: of a local time that
  ///   occurs twice the later instant is taken when the earlier would not be after it.
  private mutating func time(
    _ column: ScheduleColumn, of record: CSVRecord, after start: Instant?
  ) -> Instant? {
    guard let bytes = text(column, of: record) else { return nil }
    let local: LocalDateTime
    do throws(DateTimeFault) {
      local = try format.parse(bytes)
    } catch {
      switch error {
      case .malformed: problems.append(.timeFormat(column))
      case .nonexistent: problems.append(.timeNonexistent(column))
      }
      return nil
    }
    switch cursor.resolve(local) {
    case .unique(let instant): return instant
    case .overlap(let earlier, let later):
      if let start, earlier <= start { return later }
      return earlier
    case .gap(let gap):
      problems.append(.timeSkipped(column, local, gap))
      return nil
    }
  }

  /// A column's bytes, if they are UTF-8 and more than blanks.
  private mutating func text(
    _ column: ScheduleColumn, of record: CSVRecord
  ) -> UnsafeBufferPointer<UInt8>? {
    guard record.isValidUTF8(column.rawValue) else {
      problems.append(.notUTF8(column))
      return nil
    }
    let bytes = record[column.rawValue]
    guard bytes.contains(where: { $0 != 0x20 && $0 != 0x09 }) else {
      problems.append(.empty(column))
      return nil
    }
    return bytes
  }
}
