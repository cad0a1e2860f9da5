import Logging
import Postgres
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
  let logger: Logger

  /// How an attempt ended that did not fail.
  enum Ending: Sendable {
    /// The import has its final status.
    case finished(ImportStatus, RowCounts?)
    /// Another worker holds the account, or has finished the import.
    case notOurs
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
          let hasAttempt = try await countAttempt()
          guard let job = try ImportQueue.lock(candidate, on: connection) else { return .notOurs }
          guard hasAttempt else { return try giveUp(after: job.attempts, on: connection) }
          attempt.withLock { $0 = job.attempts }
          let counts = try carryOut(job, on: connection)
          return .finished(counts.status, counts)
        }
      }
    } catch {
      throw Failure(cause: error, attempt: attempt.withLock { $0 })
    }
  }

  private func countAttempt() async throws -> Bool {
    try await pool.withConnection { connection in
      try ImportQueue.countAttempt(candidate, on: connection)
    }
  }

  /// Every attempt began and none came back to say how it ended.
  private func giveUp(
    after attempts: Int, on connection: isolated PostgresConnection
  ) throws -> Ending {
    let reason = "\(attempts) attempts were begun and each ended with the death of its worker."
    try ImportQueue.fail(candidate, reason: reason, on: connection)
    return .finished(.error, nil)
  }

  private func carryOut(
    _ job: ImportQueue.Job, on connection: isolated PostgresConnection
  ) throws -> RowCounts {
    let zone = try zones.zone(named: job.timeZone)
    let account = candidate.account
    var file = ScheduleFile(
      reference: ReferenceData(
        agents: try AgentRepository.entries(account: account, on: connection),
        eventTypes: try EventTypeRepository.entries(account: account, on: connection)),
      format: job.dateFormat, zone: zone)
    try read(&file, on: connection)

    let difference = try ScheduleDifference(of: file.events, account: account, on: connection)
    try Task.checkCancellation()
    var counts = RowCounts(unchanged: difference.unchanged, rejected: file.rejected)
    if !difference.insertions.isEmpty {
      counts.inserted = try ScheduleEventRepository.insert(
        difference.insertions, account: account, on: connection)
    }
    if !difference.updates.isEmpty {
      try ScheduleEventRepository.updateEnds(
        difference.updates, account: account, on: connection)
      counts.updated = difference.updates.count
    }
    try ImportQueue.complete(candidate, counts: counts, on: connection)
    return counts
  }

  /// Feeds the file its chunks and stores the pieces of the report that come out.
  private func read(
    _ file: inout ScheduleFile, on connection: isolated PostgresConnection
  ) throws {
    var reportChunks = 0
    func storeReport(_ chunk: [UInt8]) throws {
      try ErrorReportRepository.append(
        chunk, number: reportChunks, account: candidate.account, importID: candidate.importID,
        on: connection)
      reportChunks += 1
    }
    var number = 0
    while let chunk = try ImportQueue.chunk(number, of: candidate, on: connection) {
      try Task.checkCancellation()
      try file.read(chunk)
      if let piece = file.takeReportChunk(isLast: false) { try storeReport(piece) }
      number += 1
    }
    try file.finish()
    if let piece = file.takeReportChunk(isLast: true) { try storeReport(piece) }
  }
}
