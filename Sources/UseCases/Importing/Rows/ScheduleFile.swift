import CSV
package import Scheduling

/// Reads an uploaded file from its first chunk to its last: rows become events, or lines of the
/// error report.
///
/// A file may have its times in another format than the one that was asked for, which only its last
/// row can settle. Until then the report is held, up to `RowCollector.mostHeld` bytes. If the other
/// format is the right one, or the report grew larger, `nextDecision` asks for a second reading:
///
///     undecided --a time that no other format reads--> asked format
///         |---- end, report held ---------------------> asked format
///         |---- end, report larger -- second reading --> asked format
///         '---- end, another format is right -- second reading --> every row rejected
package struct ScheduleFile: ~Copyable {
  /// In which format a file's times are read, as a first reading has found.
  package enum Decision: Sendable, Equatable {
    case asked
    /// Nothing of the file is imported, since its times are right in this format.
    case other(DateTimeFormat)
  }

  private var reader = CSVReader(maximumFields: FieldCountAdvice.keptFields)
  private var rows: RowCollector
  private var isPastHeader = false

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
  ///   - decision: what the first reading found, for a second one.
  package init(
    reference: consuming ReferenceData, format: DateTimeFormat, zone: TimeZoneRules, size: Int,
    reportLimit: Int = reportLimit, decision: Decision? = nil
  ) {
    rows = RowCollector(
      reference: reference, format: format, zone: zone,
      expecting: Self.rowCount(ofBytes: size), reportLimit: reportLimit, decision: decision)
  }

  /// The events of the rows that passed, in the order of the file.
  package var events: [ScheduleEvent] { rows.events }

  /// Rows that are in the report.
  package var rejected: Int { rows.rejected }

  /// What a second reading of the whole file must be given, once `finish` was called; nil if this
  /// reading stands. No piece of the report was taken if there is a second one.
  package var nextDecision: Decision? { rows.nextDecision }

  /// Reads on.
  ///
  /// - Throws: `HeaderMissing`
  package mutating func read(_ chunk: UnsafeRawBufferPointer) throws {
    if rows.isForNothing { return }
    reader.append(chunk)
    try readRecords()
  }

  /// Reads the last row once the last chunk was given.
  ///
  /// - Throws: `HeaderMissing`
  package mutating func finish() throws {
    reader.finish()
    try readRecords()
    rows.finish()
    guard isPastHeader else { throw HeaderMissing() }
  }

  /// What came of the rows, once all are read.
  func reading() -> FileReading {
    var events = events
    events.sortByKey()
    return FileReading(
      events: events, rejected: rejected, problems: rows.problemCounts, decision: rows.decision)
  }

  /// The error report's next piece, if one is ready; the last ones once the file is read.
  package mutating func takeReportChunk(isLast: Bool) -> [UInt8]? {
    rows.takeReportChunk(isLast: isLast)
  }

  private mutating func readRecords() throws {
    if !isPastHeader {
      guard let isHeader = ScheduleTemplate.readHeader(from: &reader) else { return }
      guard isHeader else { throw HeaderMissing() }
      isPastHeader = true
    }
    while reader.next({ rows.take($0) }) != nil {}
  }
}
