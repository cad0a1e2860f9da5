import Foundation
import Importing
import Postgres
import Scheduling
import Telemetry
import TestSupport
import Testing

/// Each test stops the import halfway: it locks the schedule, and the worker waits for the lock.
@Suite("An attempt at an import", .timeLimit(.minutes(5)))
struct AttemptTests {
  private let account: ScheduleAccount
  private let metrics = MetricRegistry()

  private func attempts(ended result: String) async -> Double? {
    await metrics.value("wfm_import_attempts_total", ["result": result])
  }

  init() async throws { account = try await ScheduleAccount() }

  private static let file = Array((ScheduleAccount.header + WorkerTests.row).utf8)

  /// Runs `body` while the worker is importing the file, with the process id of the worker's
  /// waiting session.
  private func whileHeld(
    importing file: [UInt8] = file, _ body: @Sendable (_ backend: Int32) async throws -> Void
  ) async throws {
    let observer = account.database.connection()
    try await account.database.connection().run { connection in
      try await connection.transaction { connection in
        try connection.executeScript("LOCK TABLE schedule_events IN ACCESS EXCLUSIVE MODE")
        _ = try await account.accept(file)
        var backend: Int32?
        try await eventually("no worker waits") {
          backend = try await observer.run { try $0.first(Self.waiting) }
          return backend != nil
        }
        try await body(try #require(backend))
      }
    }
  }

  private func attempts() async throws -> [Int16] {
    try await account.database.connection().run { try $0.query(WorkerTests.attempts) }
  }

  @Test func `begins for at most the concurrent imports of the worker`() async throws {
    let others = try await (0..<3).asyncMap {
      try await ScheduleAccount("other-\($0)", on: account.database)
    }
    for other in others { _ = try await other.accept(Self.file) }
    try await account.database.connection().run { connection in
      try await connection.transaction { connection in
        try connection.executeScript("LOCK TABLE schedule_events IN ACCESS EXCLUSIVE MODE")
        try await account.withWorker(concurrency: 1, metrics: metrics) { _ in
          let observer = account.database.connection()
          try await eventually("no worker waits") {
            try await observer.run { try $0.first(Self.waiting) } != nil
          }
          #expect(await metrics.value("wfm_import_jobs_running") == 1)
        }
      }
    }
  }

  @Test func `can begin while a large import and its head start wait`() async throws {
    let other = try await ScheduleAccount("other", on: account.database)
    var rows = ScheduleAccount.header
    while rows.utf8.count <= Upload.pieceSize { rows += WorkerTests.row }
    try await account.withWorker(concurrency: 2, lockTimeout: .seconds(60)) { [rows] _ in
      // Only the head start has a day to read. The import waits for it.
      try await whileHeld(importing: Array(rows.utf8)) { _ in
        _ = try await other.accept(Self.file)
        try await eventually("it has no connection", within: .seconds(20)) {
          try await attempts() == [1, 1]
        }
      }
      #expect(try await other.outcome(of: try await newest()).status == .imported)
    }
  }

  @Test func `that loses its session is not counted, and the next attempt succeeds`() async throws {
    try await account.withWorker(pollInterval: .milliseconds(20), metrics: metrics) { _ in
      try await whileHeld { backend in
        let ended = try await account.database.connection().run {
          try $0.first(Self.terminate, backend)
        }
        #expect(ended == true)
      }
      let outcome = try await account.outcome(of: try await newest())
      #expect(outcome.counts == RowCounts(inserted: 1))
      #expect(outcome.events.count == 1)
    }
    #expect(try await attempts() == [1])
    #expect(await attempts(ended: "given_back") == 1)
    #expect(await attempts(ended: "finished") == 1)
    #expect(await metrics.value("wfm_import_jobs_running") == 0)
  }

  @Test func `that waits too long for a lock is not counted`() async throws {
    try await account.withWorker(lockTimeout: .milliseconds(50)) { _ in
      try await whileHeld { _ in
        // The wait times out, and the attempt is not counted.
        try await eventually("the attempt is not given back") { try await attempts() == [0] }
      }
      #expect(try await account.outcome(of: try await newest()).counts == RowCounts(inserted: 1))
    }
    #expect(try await attempts() == [1])
  }

  @Test func `is settled once the database is available again`() async throws {
    let lines = LogLines()
    let database = account.database
    let name = try #require(database.connectionString.split(separator: "dbname=").last)
    let administrator = try await TestDatabase.empty().connection()
    try await account.withWorker(logger: lines.logger) { _ in
      try await whileHeld { backend in
        try await administrator.run {
          try $0.executeScript("ALTER DATABASE \(name) ALLOW_CONNECTIONS false")
          _ = try $0.first(Self.terminate, backend)
        }
        // DatabaseRetryTests show that the length of the outage does not matter.
        try await eventually("the worker does not try to reach the database") {
          lines.text.contains("cannot settle the import yet")
        }
        try await administrator.run {
          try $0.executeScript("ALTER DATABASE \(name) ALLOW_CONNECTIONS true")
        }
      }
      #expect(try await account.outcome(of: try await newest()).counts == RowCounts(inserted: 1))
    }
    #expect(try await attempts() == [1])
  }

  @Test func `that a shutdown ends is not counted`() async throws {
    try await account.withWorker { worker in
      try await whileHeld { backend in
        await worker.shutDown()
        let observer = account.database.connection()
        try await eventually("the worker waits on") {
          try await observer.run { try $0.first(Self.waiting) } != backend
        }
      }
    }
    #expect(try await attempts() == [0])
    let outcome = try await account.withWorker { _ in
      try await account.outcome(of: try await newest())
    }
    #expect(outcome.counts == RowCounts(inserted: 1))
  }

  @Test func `that fails because of the file is counted, and the third ends the import`()
    async throws
  {
    // A constraint that no file can meet simulates a bug in the program.
    try await account.database.connection().run {
      try $0.executeScript("ALTER TABLE schedule_events ADD CONSTRAINT broken CHECK (false)")
    }
    let importID = try await account.accept(Self.file)
    // As if two workers had failed before.
    try await account.database.connection().run {
      try $0.executeScript("UPDATE imports SET attempts = 2")
    }
    let outcome = try await account.withWorker(metrics: metrics) { _ in
      try await account.outcome(of: importID)
    }
    #expect(outcome.status == .error)
    #expect(outcome.counts == nil)
    #expect(outcome.failureReason?.contains("23514") == true)
    #expect(await attempts(ended: "failed") == 1)
    #expect(await attempts(ended: "finished") == 0)
    #expect(await metrics.value("wfm_imports_finished_total", ["status": "ERROR"]) == 1)
    #expect(outcome.events.isEmpty)
    #expect(outcome.report.isEmpty)

    try await account.database.connection().run {
      try $0.executeScript("ALTER TABLE schedule_events DROP CONSTRAINT broken")
    }
    #expect(try await account.importRows(WorkerTests.row).status == .imported)
  }

  @Test func `does not begin if three workers died on the file`() async throws {
    let importID = try await account.accept(Self.file)
    try await account.database.connection().run {
      try $0.executeScript("UPDATE imports SET attempts = 3")
    }
    let outcome = try await account.withWorker { _ in try await account.outcome(of: importID) }
    #expect(outcome.status == .error)
    #expect(outcome.failureReason?.contains("3 attempts") == true)
    #expect(outcome.events.isEmpty)
  }

  private func newest() async throws -> UUID {
    try #require(
      try await account.database.connection().run { try $0.first(Self.newestImport) })
  }

  private static let newestImport = Statement<UUID>(
    "SELECT import_id FROM imports ORDER BY created_at DESC LIMIT 1"
  ) { (row) throws(PostgresError) in try row.next() }

  private static let waiting = Statement<Int32>(
    """
    SELECT pid
    FROM pg_stat_activity
    WHERE datname = current_database()
      AND application_name = 'worker'
      AND wait_event_type = 'Lock'
    """
  ) { (row) throws(PostgresError) in try row.next() }

  private static let terminate = Statement<Bool, Int32>("SELECT pg_terminate_backend($1, 30000)") {
    (row) throws(PostgresError) in try row.next()
  }
}
