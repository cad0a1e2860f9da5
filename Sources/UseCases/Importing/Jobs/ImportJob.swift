import Logging
import Postgres
import Reports
import Scheduling
import Store
import Synchronization

/// One attempt at one import.
///
/// The attempt is one transaction, which is also the lease. If the worker dies, PostgreSQL rolls
/// back and releases both locks, and the next worker starts from a clean state. Only the number of
/// attempts is committed separately, before the work, on another connection.
struct ImportJob: Sendable {
  let candidate: ImportQueue.Candidate
  let pool: ConnectionPool
  let zones: TimeZoneDatabase
  let reports: any ReportStore
  let headStart: HeadStart?
  /// Releases the slot of this job while its report is stored.
  ///
  /// - Returns: false if too many reports are being stored.
  let beginStoringReport: @Sendable () async -> Bool
  let logger: Logger

  /// How an attempt that did not fail ended.
  enum Ending: Sendable {
    /// The import has its final status.
    case finished(ImportStatus, Outcome?)
    /// Another worker holds the account's lock, or has finished the import.
    case notOurs
  }

  /// The result of a finished import, for metrics and log.
  struct Outcome: Sendable {
    let counts: RowCounts
    /// Rejected rows by code; a row may have several.
    let problems: [RowProblemCode: Int]
    /// The time from the upload to the beginning of this attempt.
    let waited: Duration
    /// The version of the time zone rules that converted the times of the file.
    let timeZones: TimeZoneVersion
  }

  /// An attempt that failed.
  struct Failure: Error {
    let cause: any Error
    /// The number of the attempt; nil if it failed before it was counted.
    let attempt: Int?
  }

  /// Too many other reports are being stored. The attempt does not count.
  struct ReportHasToWait: Error {}

  /// Runs the attempt.
  func run() async throws(Failure) -> Ending {
    let attempt = Mutex<Int?>(nil)
    do {
      return try await pool.withConnection { connection in
        let key = AdvisoryLockKey.schedule(of: candidate.account)
        return try await connection.transaction(ifFree: key) { connection in
          guard let number = try await countAttempt() else {
            return try giveUp(on: connection)
          }
          attempt.withLock { $0 = number }
          guard let outcome = try await carryOut(on: connection) else { return .notOurs }
          return .finished(outcome.counts.status, outcome)
        } ?? .notOurs
      }
    } catch {
      throw Failure(cause: error, attempt: attempt.withLock { $0 })
    }
  }

  private func countAttempt() async throws -> Int? {
    try await pool.withConnection { connection in
      try ImportQueue.countAttempt(candidate, on: connection)
    }
  }

  /// Ends an import for which every worker died during its attempt.
  private func giveUp(on connection: isolated PostgresConnection) throws -> Ending {
    guard let job = try ImportQueue.lock(candidate, on: connection) else { return .notOurs }
    let reason = "The worker died in each of \(job.attempts) attempts."
    try ImportQueue.fail(candidate, reason: reason, on: connection)
    return .finished(.error, nil)
  }

  /// - Returns: nil if the import is already finished.
  private func carryOut(on connection: isolated PostgresConnection) async throws -> Outcome? {
    let account = candidate.account
    let upload = headStart?.take(candidate.importID)
    let early = await upload?.early?.result()
    guard let work = try begin(with: upload?.pieces, early, on: connection) else { return nil }
    defer { work.stored.cancel() }
    // Before the first write, because the attempt fails if the report cannot be stored.
    let reportObject = try await store(work.report, on: connection)
    let reading = work.reading
    var counts = RowCounts(rejected: reading.rejected)
    let difference = try ScheduleDifference(
      of: reading.events, stored: try await work.stored.events(on: connection), account: account,
      on: connection)
    try Task.checkCancellation()
    counts.unchanged = difference.unchanged
    if !difference.insertions.isEmpty {
      counts.inserted = try ScheduleEventRepository.insert(
        difference.insertions, account: account, on: connection)
    }
    if !difference.updates.isEmpty {
      try ScheduleEventRepository.updateEnds(
        difference.updates, account: account, on: connection)
      counts.updated = difference.updates.count
    }
    try ImportQueue.complete(candidate, counts: counts, reportObject: reportObject, on: connection)
    return Outcome(
      counts: counts, problems: reading.problems, waited: work.waited, timeZones: work.timeZones)
  }

  private func store(
    _ report: ReportStorage, on connection: isolated PostgresConnection
  ) async throws -> ReportObject? {
    guard report.writer.hasToStore else { return nil }
    guard await beginStoringReport() else {
      try Task.checkCancellation()
      throw ReportHasToWait()
    }
    return try await report.store(on: connection)
  }

  /// The state of a job after its file was read.
  private struct Work {
    let reading: FileReading
    let report: ReportStorage
    let stored: StoredDays
    let waited: Duration
    let timeZones: TimeZoneVersion
  }

  /// Locks the job, reads its file, and writes the pieces of its report.
  ///
  /// - Parameters:
  ///   - pieces: the file; nil to read it from the database.
  ///   - early: the early reading of the file. It is used only if reference data and rules are
  ///     unchanged.
  /// - Returns: nil if the import is already finished.
  private func begin(
    with pieces: [[UInt8]]?, _ early: EarlyReading.Result?,
    on connection: isolated PostgresConnection
  ) throws -> Work? {
    try connection.withOpenPipeline { pipeline in
      guard let beginning = try ImportQueue.begin(candidate, in: &pipeline) else { return nil }
      // The whole attempt uses one release, even if the process loads another one.
      let release = zones.release
      let zone = try release.zone(named: beginning.job.timeZone)
      let stored = storedDays(of: beginning.job)
      var report = reports.writer(account: candidate.account, importID: candidate.importID)
      do {
        let reading: FileReading
        if let early, early.reference == beginning.reference, early.zone == zone {
          stored.add(early.reading.events)
          for piece in early.report { try report.append(piece, in: &pipeline) }
          reading = early.reading
        } else {
          reading = try read(pieces, beginning, zone, into: &report, stored, in: &pipeline)
        }
        stored.finish()
        return Work(
          reading: reading, report: storage(of: report, beginning, zone, reading.decision),
          stored: stored, waited: beginning.job.waited, timeZones: release.version)
      } catch {
        stored.cancel()
        throw error
      }
    }
  }

  private func read(
    _ pieces: [[UInt8]]?, _ beginning: ImportQueue.Beginning, _ zone: TimeZoneRules,
    into report: inout any ReportWriter, _ stored: StoredDays, in pipeline: inout Pipeline
  ) throws -> FileReading {
    var decision: ScheduleFile.Decision?
    while true {
      var file = ScheduleFile(
        reference: ReferenceData(beginning.reference), format: beginning.job.dateFormat,
        zone: zone, size: beginning.job.fileSize, decision: decision)
      try read(pieces, into: &file, &report, stored, in: &pipeline)
      decision = file.nextDecision
      if decision == nil { return file.reading() }
    }
  }

  /// Reads the file once.
  private func read(
    _ pieces: [[UInt8]]?, into file: inout ScheduleFile, _ report: inout any ReportWriter,
    _ stored: StoredDays, in pipeline: inout Pipeline
  ) throws {
    var known = 0
    try forEachPiece(of: pieces, in: &pipeline) { piece, pipeline in
      try Task.checkCancellation()
      try file.read(piece)
      stored.add(file.events.dropFirst(known))
      known = file.events.count
      if let piece = file.takeReportPiece(isLast: false) {
        try report.append(piece, in: &pipeline)
      }
    }
    try file.finish()
    stored.add(file.events.dropFirst(known))
    if let piece = file.takeReportPiece(isLast: true) { try report.append(piece, in: &pipeline) }
  }

  private func storage(
    of writer: any ReportWriter, _ beginning: ImportQueue.Beginning, _ zone: TimeZoneRules,
    _ decision: ScheduleFile.Decision?
  ) -> ReportStorage {
    ReportStorage(
      candidate: candidate, writer: writer, format: beginning.job.dateFormat, zone: zone,
      reference: beginning.reference, fileSize: beginning.job.fileSize,
      decision: decision ?? .asked)
  }

  private func storedDays(of job: ImportQueue.Job) -> StoredDays {
    let limit = ScheduleDifference.limit(forRows: ScheduleFile.rowCount(ofBytes: job.fileSize))
    // A file of one piece is parsed before the read-ahead could begin.
    let isLarge = job.fileSize > Upload.pieceSize
    return StoredDays(
      account: candidate.account, limit: limit, spare: isLarge ? pool : nil, logger: logger)
  }

  /// Calls `body` with each piece of the uploaded file, in order.
  private func forEachPiece(
    of pieces: [[UInt8]]?, in pipeline: inout Pipeline,
    _ body: (UnsafeRawBufferPointer, inout Pipeline) throws -> Void
  ) throws {
    guard let pieces else {
      return try ImportQueue.forEachPiece(of: candidate, in: &pipeline, body)
    }
    for piece in pieces { try piece.withUnsafeBytes { try body($0, &pipeline) } }
  }
}
