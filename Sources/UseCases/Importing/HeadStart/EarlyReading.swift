import Postgres
import Scheduling
import Store
import Synchronization
import Waiting

/// Parses a large file while its upload is still being stored.
///
/// A head start and nothing else: the job compares the reference data that the rows were checked
/// against with what holds under its lock, and the zone's rules with those in use, and parses the file
/// itself where either is other by then, or where this has not come to the parsing.
final class EarlyReading: Sendable {
  struct Result: Sendable {
    let reference: ReferenceEntries
    let zone: TimeZoneRules
    let reading: FileReading
    /// The error report in pieces.
    let report: [[UInt8]]
  }

  /// A report longer than this share of its file's bytes is left to the job, which passes the pieces on
  /// as they come: the reports of all kept files together take no more than half of what the files take.
  private static let reportShare = 0.5

  private struct State {
    var task: Task<Result?, Never>?
    /// Whether it has come to the parsing.
    var hasBegun = false
  }

  private let state = Mutex(State())

  /// Begins.
  ///
  /// - Parameters:
  ///   - account: its external id.
  ///   - pool: where it takes a connection that nobody needs at the moment, and its thread; without
  ///     one it reads nothing.
  init(
    of upload: ImportRepository.Upload, zone: TimeZoneRules, account: String, pool: ConnectionPool
  ) {
    state.withLock { state in
      state.task = Task {
        // Whatever keeps it from its result, the job meets it too.
        try? await pool.withSpareConnection(
          leaving: HeadStart.connectionsLeft
        ) { connection in
          guard let reference = try Self.reference(of: account, on: connection) else { return nil }
          try Task.checkCancellation()
          self.state.withLock { $0.hasBegun = true }
          return try Self.read(upload, in: zone, reference)
        } ?? nil
      }
    }
  }

  /// What the rows came to; nil where they were not read.
  func result() async -> Result? {
    let (task, hasBegun) = state.withLock { ($0.task, $0.hasBegun) }
    guard hasBegun else {
      cancel()
      return nil
    }
    return await task?.valueCancelledWithWaiter
  }

  /// Ends it where nobody will ask for its result.
  func cancel() { state.withLock { $0.task }?.cancel() }

  private static func reference(
    of account: String, on connection: isolated PostgresConnection
  ) throws -> ReferenceEntries? {
    guard let account = try AccountRepository.find(externalID: account, on: connection) else {
      return nil
    }
    return try connection.withOpenPipeline { pipeline in
      try ReferenceEntries.send(for: account, in: &pipeline)
      return try ReferenceEntries(from: &pipeline)
    }
  }

  private static func read(
    _ upload: ImportRepository.Upload, in zone: TimeZoneRules, _ reference: ReferenceEntries
  ) throws -> Result? {
    var decision: ScheduleFile.Decision?
    while true {
      var file = ScheduleFile(
        reference: ReferenceData(reference), format: upload.dateFormat, zone: zone,
        size: upload.size, decision: decision)
      guard let report = try read(upload.chunks, into: &file) else { return nil }
      decision = file.nextDecision
      if decision == nil {
        return Result(
          reference: reference, zone: zone, reading: file.reading(), report: report)
      }
    }
  }

  /// - Returns: the report's pieces; nil as soon as they outgrow their share of the bytes read.
  private static func read(
    _ chunks: [[UInt8]], into file: inout ScheduleFile
  ) throws -> [[UInt8]]? {
    var report: [[UInt8]] = []
    var (bytesRead, reportSize) = (0, 0)
    for chunk in chunks {
      try Task.checkCancellation()
      try chunk.withUnsafeBytes { try file.read($0) }
      bytesRead += chunk.count
      if let piece = file.takeReportChunk(isLast: false) {
        report.append(piece)
        reportSize += piece.count
      }
      guard Double(reportSize) <= reportShare * Double(bytesRead) else { return nil }
    }
    try file.finish()
    if let piece = file.takeReportChunk(isLast: true) { report.append(piece) }
    return report
  }
}
