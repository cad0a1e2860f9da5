import CSV
package import Scheduling

/// Reads an uploaded file from its first chunk to its last: rows become events, or lines of the
/// error report.
package struct ScheduleFile: ~Copyable {
  private var reader = CSVReader(maximumFields: ScheduleTemplate.columnCount)
  private var validator: RowValidator
  private var index: IdentityIndex
  private var report: ErrorReport
  private var isPastHeader = false
  /// Rows that stand in the report.
  package private(set) var rejected = 0
  private var problemCounts: [RowProblemCode: Int] = [:]

  /// The upload's header was checked before it was accepted.
  struct HeaderMissing: Error, CustomStringConvertible {
    let description = "The stored file does not begin with the header that was checked."
  }

  /// How many rows a file of so many bytes has, about; one with shorter ones only takes more steps to
  /// grow.
  static func rowCount(ofBytes size: Int) -> Int { size / 80 }

  /// Bytes at which a report ends and sums up the rejected rows that are left: far more than the rows of
  /// a schedule take, and than anybody corrects one by one.
  package static let reportLimit = 64 << 20

  /// - Parameters:
  ///   - size: the file's bytes, to make room at once.
  ///   - reportLimit: bytes, at least 1.
  package init(
    reference: consuming ReferenceData, format: DateTimeFormat, zone: TimeZoneRules, size: Int,
    reportLimit: Int = reportLimit
  ) {
    index = IdentityIndex(expecting: Self.rowCount(ofBytes: size))
    report = ErrorReport(format: format, zone: zone.name, limit: reportLimit)
    validator = RowValidator(reference: reference, format: format, zone: zone)
  }

  /// The events of the rows that passed, in the order of the file.
  package var events: [ScheduleEvent] { index.events }

  /// Reads on.
  ///
  /// - Throws: `HeaderMissing`
  package mutating func read(_ chunk: UnsafeRawBufferPointer) throws {
    reader.append(chunk)
    try readRecords()
  }

  /// Reads what is left once the last chunk was given.
  ///
  /// - Throws: `HeaderMissing`
  package mutating func finish() throws {
    reader.finish()
    try readRecords()
    guard isPastHeader else { throw HeaderMissing() }
  }

  /// What came of the rows, once all are read.
  func reading() -> FileReading {
    var events = events
    events.sortByKey()
    return FileReading(events: events, rejected: rejected, problems: problemCounts)
  }

  /// The error report's next piece, if one is ready; the last ones once the file is read.
  package mutating func takeReportChunk(isLast: Bool) -> [UInt8]? {
    rejected == 0 ? nil : report.takeChunk(isLast: isLast)
  }

  private mutating func readRecords() throws {
    if !isPastHeader {
      guard let isHeader = reader.next(ScheduleTemplate.isHeader) else { return }
      guard isHeader else { throw HeaderMissing() }
      isPastHeader = true
    }
    while readRow() {}
  }

  private mutating func readRow() -> Bool {
    let row: Void? = reader.next { record in
      guard !validator.take(record, into: &index) else { return }
      report.append(record, problems: validator.problems)
      rejected += 1
      for problem in validator.problems { problemCounts[problem.code, default: 0] += 1 }
    }
    return row != nil
  }
}
