import Logging
import Postgres
import Reports
import Scheduling
import Store
import Synchronization

/// One attempt at one import.
///
/// Everything happens in one transaction, which is also the lease: a worker that dies drops its
/// connection, PostgreSQL rolls back and frees both locks, and the next worker starts from a clean
/// state. Only the count of attempts is committed apart, before the work, on another connection.
struct ImportJob: Sendable {
  let candidate: ImportQueue.Candidate
  let pool: ConnectionPool
  let zones: TimeZoneDatabase
  let reports: any ReportStore
  let recentUploads: RecentUploads?
  let logger: Logger

  /// How an attempt ended that did not fail.
  enum Ending: Sendable {
    /// The import has its final status.
    case finished(ImportStatus, Outcome?)
    /// Another worker holds the account, or has finished the import.
    case notOurs
  }

  /// What became of the file's rows, and how long they had waited.
  struct Outcome: Sendable {
    let counts: RowCounts
    let problems: [RowProblemCode: Int]
    /// From the upload to the beginning of this attempt.
    let waited: Duration
  }

  /// An attempt that failed, after it was counted or before.
  struct Failure: Error {
    let cause: any Error
    /// Which attempt this was; nil where it was not counted yet.
    let attempt: Int?
  }

  /// Tries to carry the import out.
  func run() async throws(Failure) -> Ending {
    let attempt = Mutex<Int?>(nil)
    do {
      return try await pool.withConnection { connection in
        try await connection.transaction { connection in
          let key = AdvisoryLockKey.schedule(of: candidate.account)
          guard try connection.tryAdvisoryLock(key) else { return .notOurs }
          guard let number = try await countAttempt() else {
            return try giveUp(on: connection)
          }
          attempt.withLock { $0 = number }
          guard let outcome = try await carryOut(on: connection) else { return .notOurs }
          return .finished(outcome.counts.status, outcome)
        }
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

  /// Every attempt began and none came back to say how it ended.
  private func giveUp(on connection: isolated PostgresConnection) throws -> Ending {
    guard let job = try ImportQueue.lock(candidate, on: connection) else { return .notOurs }
    let reason = "\(job.attempts) attempts were begun and each ended with the death of its worker."
    try ImportQueue.fail(candidate, reason: reason, on: connection)
    return .finished(.error, nil)
  }

  /// - Returns: nil where the import is finished already.
  private func carryOut(on connection: isolated PostgresConnection) async throws -> Outcome? {
    let account = candidate.account
    guard let reading = try readFile(on: connection) else { return nil }
    defer { reading.stored.cancel() }
    // Before anything is written, which would be for nothing where the report cannot be stored.
    let reportObject = try await reading.report.finish()
    var counts = RowCounts(rejected: reading.rejected)
    var events = reading.events
    events.sortByKey()
    let difference = try ScheduleDifference(
      of: events, stored: try await reading.stored.events(on: connection), account: account,
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
    return Outcome(counts: counts, problems: reading.problems, waited: reading.waited)
  }

  /// What a file's rows came to.
  private struct Reading {
    let events: [ScheduleEvent]
    let rejected: Int
    let report: any ReportWriter
    let problems: [RowProblemCode: Int]
    let waited: Duration
    let stored: StoredDays
  }

  /// Locks the job, reads its file and passes on the pieces of the report that come out.
  ///
  /// - Returns: nil where the import is finished already.
  private func readFile(on connection: isolated PostgresConnection) throws -> Reading? {
    try connection.withOpenPipeline { pipeline in
      guard let beginning = try ImportQueue.begin(candidate, in: &pipeline) else { return nil }
      let stored = storedDays(of: beginning.job)
      do {
        return try read(beginning, stored, in: &pipeline)
      } catch {
        stored.cancel()
        throw error
      }
    }
  }

  private func read(
    _ beginning: ImportQueue.Beginning, _ stored: StoredDays, in pipeline: inout Pipeline
  ) throws -> Reading {
    var file = ScheduleFile(
      reference: ReferenceData(agents: beginning.agents, eventTypes: beginning.eventTypes),
      format: beginning.job.dateFormat, zone: try zones.zone(named: beginning.job.timeZone),
      size: beginning.job.fileSize)
    var report = reports.writer(account: candidate.account, importID: candidate.importID)
    var known = 0
    try forEachChunk(in: &pipeline) { chunk, pipeline in
      try Task.checkCancellation()
      try file.read(chunk)
      stored.add(file.events.dropFirst(known))
      known = file.events.count
      if let piece = file.takeReportChunk(isLast: false) {
        try report.append(piece, in: &pipeline)
      }
    }
    try file.finish()
    stored.add(file.events.dropFirst(known))
    if let piece = file.takeReportChunk(isLast: true) { try report.append(piece, in: &pipeline) }
    return Reading(
      events: file.events, rejected: file.rejected, report: report,
      problems: file.problemCounts, waited: beginning.job.waited, stored: stored)
  }

  private func storedDays(of job: ImportQueue.Job) -> StoredDays {
    let limit = ScheduleDifference.limit(forRows: ScheduleFile.rowCount(ofBytes: job.fileSize))
    // A file of one piece is parsed before anything could be read.
    let isLarge = job.fileSize > ImportRepository.uploadedChunkSize
    return StoredDays(
      account: candidate.account, limit: limit, spare: isLarge ? pool : nil, logger: logger)
  }

  /// The uploaded file's pieces in order.
  private func forEachChunk(
    in pipeline: inout Pipeline, _ body: (UnsafeRawBufferPointer, inout Pipeline) throws -> Void
  ) throws {
    guard let pieces = recentUploads?.take(candidate.importID) else {
      return try ImportQueue.forEachChunk(of: candidate, in: &pipeline, body)
    }
    for piece in pieces { try piece.withUnsafeBytes { try body($0, &pipeline) } }
  }
}
