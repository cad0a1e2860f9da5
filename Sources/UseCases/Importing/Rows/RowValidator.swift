import CSV
import Scheduling

/// Turns a record into an event or into a list of problems.
///
/// A valid row allocates no memory.
struct RowValidator: ~Copyable {
  /// The problems of the row that `take` read last.
  private(set) var problems: [RowProblem] = []
  private(set) var evidence: FormatEvidence
  private let reference: ReferenceData
  private let format: DateTimeFormat
  private var cursor: TimeZoneCursor
  private var lastEmail = LastEmail()
  private var unknownAgents = UnknownNames()
  private var unknownEventTypes = UnknownNames()
  private var explanationsLeft = mostExplanations
  private var advisor: TimeAdvisor

  /// The maximum number of times, field counts and quotes in a file whose correction is explained.
  /// Later ones get a plain sentence, which bounds the cost of a file of bad rows.
  static let mostExplanations = 10_000

  /// - Parameter isDecided: whether the format is known to be right for the file.
  init(
    reference: consuming ReferenceData, format: DateTimeFormat, zone: TimeZoneRules,
    isDecided: Bool
  ) {
    self.reference = reference
    self.format = format
    cursor = TimeZoneCursor(zone)
    advisor = TimeAdvisor(format: format, zone: zone)
    evidence = FormatEvidence(asked: format, isOpen: !isDecided)
  }

  /// If the row is valid, adds its event to the index. Otherwise `problems` contains all problems
  /// of the row.
  ///
  /// - Parameter index: the events of the earlier rows.
  /// - Returns: whether the row is valid.
  mutating func take(_ record: CSVRecord, into index: inout IdentityIndex) -> Bool {
    if !problems.isEmpty { problems.removeAll(keepingCapacity: true) }
    guard hasSoundShape(record) else { return false }
    _ = text(.agentName, of: record)
    let agent = agent(of: record)
    let start = time(.startTime, of: record, after: nil)
    let end = time(.endTime, of: record, after: start?.instant)
    let eventType = eventType(of: record)

    if let start, let end, end.instant <= start.instant {
      problems.append(.endNotAfterStart(start: start.local, end: end.local))
    }
    guard let agent, let eventType, let start else { return false }
    let event = ScheduleEvent(
      agent: agent, eventType: eventType, start: start.instant,
      end: end?.instant ?? start.instant)
    // Only a valid row claims its identity.
    let claimant =
      problems.isEmpty
      ? index.claim(event, line: record.line) : index.line(of: event)
    if let claimant { problems.append(.duplicate(line: claimant)) }
    return problems.isEmpty
  }

  /// Whether the row has five cells with correct quotes.
  private mutating func hasSoundShape(_ record: CSVRecord) -> Bool {
    if let place = record.faultPlace {
      if case .unclosedQuote = record.fault {
        let first = place.openingLine
        problems.append(.unclosedQuote(first...max(first, record.lastLine)))
        return false
      }
      problems.append(.textAfterQuote(mayExplain() ? QuoteProblem(record, at: place) : nil))
    } else if record.lastLine != record.line, holdsRow(record) {
      problems.append(.quoteSpansRows(record.line...record.lastLine))
      return false
    }
    guard record.fieldCount == ScheduleTemplate.columnCount else {
      let fix = mayExplain() ? FieldCountAdvice(record).fix : nil
      problems.append(.wrongFieldCount(record.fieldCount, fix: fix))
      return false
    }
    return true
  }

  private mutating func mayExplain() -> Bool {
    guard explanationsLeft > 0 else { return false }
    explanationsLeft -= 1
    return true
  }

  /// Whether a line within a cell has as many commas as a row.
  private func holdsRow(_ record: CSVRecord) -> Bool {
    (0..<min(record.fieldCount, ScheduleTemplate.columnCount)).contains { column in
      var commas = 0
      for byte in record[column] {
        if byte == 0x0A { commas = 0 }
        if byte == UInt8(ascii: ",") { commas += 1 }
        if commas == ScheduleTemplate.columnCount - 1 { return true }
      }
      return false
    }
  }

  private mutating func agent(of record: CSVRecord) -> AgentID? {
    guard let email = text(.agentEmail, of: record) else { return nil }
    guard let agent = lastEmail.agent(of: email, in: reference) else {
      if ReportedCell.isBlank(email) {
        problems.append(.empty(.agentEmail))
        return nil
      }
      let name = unknownAgents.explain(email) { key, comparisonsLeft in
        reference.nearestAgent(to: key, comparisonsLeft: &comparisonsLeft)
      }
      problems.append(.agentUnknown(name))
      return nil
    }
    if !agent.isActive { problems.append(.agentInactive) }
    return agent.id
  }

  private mutating func eventType(of record: CSVRecord) -> EventTypeID? {
    guard let name = text(.eventTypeName, of: record) else { return nil }
    guard let eventType = reference.eventType(name: name) else {
      if ReportedCell.isBlank(name) {
        problems.append(.empty(.eventTypeName))
        return nil
      }
      let name = unknownEventTypes.explain(name) { key, comparisonsLeft in
        reference.nearestEventType(to: key, comparisonsLeft: &comparisonsLeft)
      }
      problems.append(.eventTypeUnknown(name))
      return nil
    }
    if !eventType.isActive { problems.append(.eventTypeInactive) }
    return eventType.id
  }

  /// The bytes of a column.
  ///
  /// - Returns: nil if the bytes are not UTF-8, are blank, or have bad quotes. Bad quotes are a
  ///   separate problem.
  private mutating func text(
    _ column: ScheduleColumn, of record: CSVRecord
  ) -> UnsafeBufferPointer<UInt8>? {
    if record.fault != nil, record.hasFault(column.rawValue) { return nil }
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

// MARK: - Times

extension RowValidator {
  /// A time of the file: the local time and the instant.
  private struct Moment {
    let local: LocalDateTime
    let instant: Instant
  }

  /// The moment in a time column.
  ///
  /// - Parameter start: for the End Time, the start of the row. If the local time occurs twice and
  ///   the earlier instant is not after the start, the later instant is used.
  private mutating func time(
    _ column: ScheduleColumn, of record: CSVRecord, after start: Instant?
  ) -> Moment? {
    guard let bytes = text(column, of: record), let local = local(column, bytes) else {
      return nil
    }
    let resolution = cursor.resolve(local)
    if case .gap(let gap) = resolution { problems.append(.timeSkipped(column, local, gap)) }
    return resolution.instant(endingAfter: start).map { Moment(local: local, instant: $0) }
  }

  private mutating func local(
    _ column: ScheduleColumn, _ cell: UnsafeBufferPointer<UInt8>
  ) -> LocalDateTime? {
    if let local = right(cell) { return local }
    let readings = ReportedCell.readings(of: cell)
    for reading in readings {
      if let local = reading.withUnsafeBufferPointer({ right($0) }) { return local }
    }
    if ReportedCell.isBlank(cell) {
      problems.append(.empty(column))
      return nil
    }
    if let trimmed = readings.last {
      trimmed.withUnsafeBufferPointer { reject(column, $0) }
    } else {
      reject(column, cell)
    }
    return nil
  }

  /// The time in a cell that matches the format and the range of years.
  @inline(__always)
  private mutating func right(_ cell: UnsafeBufferPointer<UInt8>) -> LocalDateTime? {
    let local: LocalDateTime
    do throws(DateTimeFault) { local = try format.parse(cell) } catch { return nil }
    guard local.isInScheduleYears else { return nil }
    evidence.noteRight(cell)
    return local
  }

  private mutating func reject(
    _ column: ScheduleColumn, _ cell: UnsafeBufferPointer<UInt8>
  ) {
    evidence.noteWrong(cell)
    let fields = format.fields(of: cell)
    let advice = mayExplain() ? advisor.advice(on: cell, fields) : nil
    guard let fields else { return problems.append(.timeFormat(column, advice)) }
    let year = fields.date.year
    problems.append(
      LocalDateTime.scheduleYears ~= year
        ? .timeNonexistent(column, advice) : .timeYear(column, year: year, advice))
  }
}
