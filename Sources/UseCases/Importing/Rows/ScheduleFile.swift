import CSV
package import Scheduling

/// Reads an uploaded file piece by piece: rows become events or rows of the error report.
///
/// The times of a file may match another format than the chosen one, and only the last row can
/// decide this. Until then, the report is held, up to `RowCollector.mostHeld` bytes. If the other
/// format is the right one, or if the report became larger, `nextDecision` asks for a second
/// reading:
///
///     undecided --a time that no other format matches--> asked format
///         |---- end, report held ---------------------> asked format
///         |---- end, report larger -- second reading --> asked format
///         '---- end, another format is right -- second reading --> every row rejected
package struct ScheduleFile: ~Copyable {
  /// The result of a first reading: the format of the file's times.
  package enum Decision: Sendable, Equatable {
    case asked
    /// The times match this format instead, so nothing is imported.
    case other(DateTimeFormat)
  }

  private var reader = CSVReader(maximumFields: FieldCountAdvice.keptFields)
  private var rows: RowCollector
  private var isPastHeader = false

  /// The stored file is damaged, since its header was checked before it was stored.
  struct HeaderMissing: Error, CustomStringConvertible {
    let description = "The stored file does not begin with the header that was checked."
  }

  /// An estimate of the number of rows in a file of this size, to reserve memory.
  static func rowCount(ofBytes size: Int) -> Int { size / 80 }

  /// The size in bytes at which a report ends with a summary of the remaining rejected rows. Nobody
  /// corrects that many rows one by one.
  package static let reportLimit = 64 << 20

  /// - Parameters:
  ///   - size: the size of the file in bytes, to reserve memory.
  ///   - reportLimit: in bytes, at least 1.
  ///   - decision: the result of the first reading, for a second one.
  package init(
    reference: consuming ReferenceData, format: DateTimeFormat, zone: TimeZoneRules, size: Int,
    reportLimit: Int = reportLimit, decision: Decision? = nil
  ) {
    rows = RowCollector(
      reference: reference, format: format, zone: zone,
      expecting: Self.rowCount(ofBytes: size), reportLimit: reportLimit, decision: decision)
  }

  /// The events of the valid rows, in the order of the file.
  package var events: [ScheduleEvent] { rows.events }

  /// The number of rejected rows.
  package var rejected: Int { rows.rejected }

  /// The decision for a second reading of the whole file; nil if this reading is final. Valid after
  /// `finish`. If a second reading is needed, no piece of the report has been passed on.
  package var nextDecision: Decision? { rows.nextDecision }

  /// Reads the next piece.
  ///
  /// - Throws: `HeaderMissing`
  package mutating func read(_ piece: UnsafeRawBufferPointer) throws {
    if rows.isForNothing { return }
    reader.append(piece)
    try readRecords()
  }

  /// Reads the last row, after the last piece.
  ///
  /// - Throws: `HeaderMissing`
  package mutating func finish() throws {
    reader.finish()
    try readRecords()
    rows.finish()
    guard isPastHeader else { throw HeaderMissing() }
  }

  /// The result, after `finish`.
  func reading() -> FileReading {
    var events = events
    events.sortByKey()
    return FileReading(
      events: events, rejected: rejected, problems: rows.problemCounts, decision: rows.decision)
  }

  /// The next piece of the error report, if one is ready.
  ///
  /// - Parameter isLast: whether the file is read to its end.
  package mutating func takeReportPiece(isLast: Bool) -> [UInt8]? {
    rows.takeReportPiece(isLast: isLast)
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
