import Postgres
import Scheduling
import Store
import Synchronization
import Waiting

/// Parses a large file while its upload is still being stored.
///
/// The result is provisional. The job takes its locks and then compares the agents, the event types
/// and the time zone rules. It uses the result only if they have not changed.
final class EarlyReading: Sendable {
  /// The rows of the file, and the data that they were checked against.
  struct Result: Sendable {
    let reference: ReferenceKeys
    let zone: TimeZoneRules
    let reading: FileReading
    /// The error report in pieces.
    let report: [[UInt8]]
  }

  /// The maximum bytes of a report per byte of its file. The job writes a longer report itself and
  /// passes its pieces on. So the reports of all kept files take at most half the memory of the
  /// files.
  private static let reportShare = 0.5

  private struct State {
    var task: Task<Result?, Never>?
    /// Whether the reading has started to parse.
    var isParsing = false
  }

  private let upload: Upload
  private let zone: TimeZoneRules
  private let account: AccountName
  private let pool: ConnectionPool
  private let state = Mutex(State())

  /// - Parameters:
  ///   - pool: the pool whose connection reads the reference data and whose thread parses. If no
  ///     connection is idle, nothing is read.
  init(
    of upload: Upload, zone: TimeZoneRules, account: AccountName, pool: ConnectionPool
  ) {
    self.upload = upload
    self.zone = zone
    self.account = account
    self.pool = pool
  }

  /// Begins. Call it once.
  func begin() {
    state.withLock { $0.task = Task { await run() } }
  }

  private func run() async -> Result? {
    // Errors are ignored here, since the job will meet them too.
    try? await pool.withSpareConnection(leaving: HeadStart.connectionsLeft) { connection in
      guard let reference = try Self.reference(of: account, on: connection) else { return nil }
      try Task.checkCancellation()
      state.withLock { $0.isParsing = true }
      return try Self.read(upload, in: zone, reference)
    } ?? nil
  }

  /// Waits for the end of a reading that is parsing.
  ///
  /// - Returns: nil if the file was not read to its end. A reading that is not parsing yet is
  ///   cancelled.
  func result() async -> Result? {
    let (task, isParsing) = state.withLock { ($0.task, $0.isParsing) }
    guard isParsing else {
      cancel()
      return nil
    }
    return await task?.valueCancelledWithWaiter
  }

  /// Cancels a reading whose result is not needed.
  func cancel() { state.withLock { $0.task }?.cancel() }

  private static func reference(
    of account: AccountName, on connection: isolated PostgresConnection
  ) throws -> ReferenceKeys? {
    guard let account = try AccountRepository.find(account, on: connection) else {
      return nil
    }
    return try connection.withOpenPipeline { pipeline in
      try ReferenceKeys.send(for: account, in: &pipeline)
      return try ReferenceKeys(from: &pipeline)
    }
  }

  private static func read(
    _ upload: Upload, in zone: TimeZoneRules, _ reference: ReferenceKeys
  ) throws -> Result? {
    var decision: ScheduleFile.Decision?
    while true {
      var file = ScheduleFile(
        reference: ReferenceData(reference), format: upload.dateFormat, zone: zone,
        size: upload.size, decision: decision)
      guard let report = try read(upload.pieces, into: &file) else { return nil }
      decision = file.nextDecision
      if decision == nil {
        return Result(
          reference: reference, zone: zone, reading: file.reading(), report: report)
      }
    }
  }

  /// - Returns: the report's pieces; nil as soon as they outgrow their share of the bytes read.
  private static func read(
    _ pieces: [[UInt8]], into file: inout ScheduleFile
  ) throws -> [[UInt8]]? {
    var report: [[UInt8]] = []
    var (bytesRead, reportSize) = (0, 0)
    for piece in pieces {
      try Task.checkCancellation()
      try piece.withUnsafeBytes { try file.read($0) }
      bytesRead += piece.count
      if let piece = file.takeReportPiece(isLast: false) {
        report.append(piece)
        reportSize += piece.count
      }
      guard Double(reportSize) <= reportShare * Double(bytesRead) else { return nil }
    }
    try file.finish()
    if let piece = file.takeReportPiece(isLast: true) { report.append(piece) }
    return report
  }
}
