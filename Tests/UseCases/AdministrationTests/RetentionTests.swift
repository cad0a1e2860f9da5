import Administration
import Foundation
import Logging
import Postgres
import Scheduling
import ServiceLifecycle
import Store
import TestSupport
import Testing

@Suite("Administration: retention", .timeLimit(.minutes(5)))
struct RetentionTests {
  private let installation: Installation
  private let connection: PostgresConnection
  private let origin = AuditOrigin(actor: "cli:operator")
  /// The default age limits. Events have no limit.
  private static let usual: [RetentionRepository.Kind: Int] = [
    .files: 30, .reports: 30, .imports: 400, .audit: 400,
  ]

  init() async throws {
    installation = try await Installation()
    connection = installation.database.connection()
    for account in ["acme", "other"] as [AccountName] {
      _ = try await installation.administrator.createAccount(
        account, displayName: nil, by: installation.origin)
    }
  }

  private func retention(_ days: [RetentionRepository.Kind: Int] = Self.usual) -> Retention {
    Retention(pool: installation.database.pool(size: 2, waitLimit: .seconds(60)), days: days)
  }

  private func script(_ sql: String) async throws {
    try await connection.run { try $0.executeScript(sql) }
  }

  private func count(_ rows: String) async throws -> Int64 {
    let count = Statement<Int64>("SELECT count(*) FROM \(rows)") { (row) throws(PostgresError) in
      try row.next()
    }
    return try await connection.run { try #require(try $0.first(count)) }
  }

  /// Creates imports with errors for both accounts, which ended this many days ago, with file and
  /// report.
  private func addImports(_ number: Int, daysAgo: Int) async throws {
    try await script(
      """
      WITH added AS (
        INSERT INTO imports
          (account_id, import_id, status, created_at, finished_at, file_name, file_size, time_zone,
           date_format, request_id, rows_total, rows_inserted, rows_updated, rows_unchanged,
           rows_rejected)
        SELECT account_id, gen_random_uuid(), 'IMPORTED_WITH_ERRORS',
          now() - interval '\(daysAgo) days', now() - interval '\(daysAgo) days 1 minute', 'a.csv',
          600000, 'UTC', 'HH:mm yyyy-MM-dd', '', 3, 2, 0, 0, 1
        FROM accounts, generate_series(1, \(number))
        RETURNING account_id, import_id
      ), files AS (
        INSERT INTO uploaded_file_chunks
        SELECT account_id, import_id, n, 'abc' FROM added, generate_series(0, 2) n
      )
      INSERT INTO error_report_chunks
      SELECT account_id, import_id, n, 'abc' FROM added, generate_series(0, 1) n
      """)
  }

  private func addWaitingImports() async throws {
    try await script(
      """
      WITH added AS (
        INSERT INTO imports
          (account_id, import_id, created_at, run_after, file_name, file_size, time_zone,
           date_format, request_id)
        SELECT account_id, gen_random_uuid(), now() - interval '900 days',
          now() - interval '900 days', 'a.csv', 3, 'UTC', 'HH:mm yyyy-MM-dd', ''
        FROM accounts
        RETURNING account_id, import_id
      )
      INSERT INTO uploaded_file_chunks SELECT account_id, import_id, 0, 'abc' FROM added
      """)
  }

  private func removed(_ summary: Retention.Summary?) throws -> [RetentionRepository.Kind: Int] {
    try #require(summary).removed.filter { $0.value > 0 }
  }

  @Test func `removes files and reports at their age limits, and keeps status and counts`()
    async throws
  {
    // More than two batches of each account.
    try await addImports(45, daysAgo: 30)
    try await addImports(2, daysAgo: 29)
    let expected: [RetentionRepository.Kind: Int] = [.files: 90, .reports: 90]
    #expect(try removed(try await retention().preview()) == expected)
    #expect(try removed(try await retention().run(by: origin)) == expected)
    #expect(try await count("uploaded_file_chunks") == 2 * 2 * 3)
    #expect(try await count("error_report_chunks") == 2 * 2 * 2)
    #expect(
      try await count(
        """
        imports
        WHERE status = 'IMPORTED_WITH_ERRORS' AND rows_total = 3 AND rows_inserted = 2
          AND rows_rejected = 1
        """) == 94)
    // A second run removes nothing.
    #expect(try removed(try await retention().preview()) == [:])
    #expect(try removed(try await retention().run(by: origin)) == [:])
    #expect(
      try await installation.audit().first
        == #"retention.remove installation {"files":90,"reports":90}"#)
  }

  /// Accounts are read in pages of 500.
  @Test func `visits every account, even if there are many`() async throws {
    try await script(
      """
      INSERT INTO accounts (external_id) SELECT 'account ' || n FROM generate_series(1, 1001) n
      """)
    try await addImports(1, daysAgo: 500)
    let expected: [RetentionRepository.Kind: Int] = [.files: 1003, .reports: 1003, .imports: 1003]
    #expect(try removed(try await retention().preview()) == expected)
    #expect(try removed(try await retention().run(by: origin)) == expected)
    #expect(try await count("imports") == 0)
  }

  @Test func `a file can be kept longer than its report, and both without limit`() async throws {
    try await addImports(1, daysAgo: 390)
    #expect(try removed(try await retention([.reports: 30]).run(by: origin)) == [.reports: 2])
    #expect(try removed(try await retention([.files: 300]).run(by: origin)) == [.files: 2])
    #expect(try await count("imports") == 2)
  }

  @Test func `removes imports with their remaining files and reports`() async throws {
    try await addImports(25, daysAgo: 400)
    try await addImports(1, daysAgo: 10)
    #expect(try removed(try await retention([.imports: 400]).run(by: origin)) == [.imports: 50])
    #expect(try await count("imports") == 2)
    #expect(try await count("uploaded_file_chunks") == 2 * 3)
    #expect(try await count("error_report_chunks") == 2 * 2)
  }

  @Test func `never touches an import in progress`() async throws {
    try await addWaitingImports()
    let all = Dictionary(
      uniqueKeysWithValues: RetentionRepository.Kind.allCases.map { ($0, 1) })
    #expect(try removed(try await retention(all).preview()) == [:])
    #expect(try removed(try await retention(all).run(by: origin)) == [:])
    #expect(try await count("imports WHERE status = 'PROCESSING'") == 2)
    #expect(try await count("uploaded_file_chunks") == 2)
  }

  @Test func `does not wait for a locked row`() async throws {
    try await addImports(2, daysAgo: 40)
    let holder = installation.database.connection()
    let (retention, origin) = (self.retention(), self.origin)
    let first = try await holder.run { connection in
      try await connection.transaction { connection in
        try connection.executeScript(
          """
          SELECT FROM imports WHERE import_id = (
            SELECT import_id FROM imports ORDER BY account_id, finished_at, import_id LIMIT 1)
          FOR UPDATE
          """)
        return try await retention.run(by: origin)
      }
    }
    #expect(try removed(first) == [.files: 3, .reports: 3])
    #expect(try removed(try await retention.run(by: origin)) == [.files: 1, .reports: 1])
  }

  @Test func `removes audit events at their age limit, also of the installation`() async throws {
    try await script(
      """
      INSERT INTO audit_events (account_id, at, actor, action, target)
      SELECT account, now() - interval '401 days', 'actor', 'old', 'target'
      FROM (SELECT account_id FROM accounts UNION SELECT 0) a (account), generate_series(1, 1001);
      INSERT INTO audit_events (account_id, at, actor, action, target)
      SELECT account, now() - interval '399 days', 'actor', 'young', 'target'
      FROM (SELECT account_id FROM accounts UNION SELECT 0) a (account)
      """)
    // The events of the accounts' creation have lower ids, but they stay.
    let expected: [RetentionRepository.Kind: Int] = [.audit: 3003]
    #expect(try removed(try await retention().preview()) == expected)
    #expect(try removed(try await retention().run(by: origin)) == expected)
    #expect(try await count("audit_events WHERE action = 'old'") == 0)
    #expect(try await count("audit_events WHERE action = 'young'") == 3)
    #expect(try await count("audit_events WHERE action = 'account.create'") == 2)
  }

  private func addEvents() async throws {
    try await script(
      """
      INSERT INTO schedule_events
      SELECT account_id, n, 1, now() - interval '50 days', now() - interval '50 days' + interval '8 hours'
      FROM accounts, generate_series(1, 1500) n;
      INSERT INTO schedule_events
      SELECT account_id, 1, 2, now() - interval '50 days', now() + interval '1 day' FROM accounts
      """)
  }

  @Test func `removes schedule events only if configured, by their end`() async throws {
    try await addEvents()
    #expect(try removed(try await retention().run(by: origin)) == [:])
    let days = 40
    #expect(try removed(try await retention([.events: days]).preview()) == [.events: 3000])
    #expect(try removed(try await retention([.events: days]).run(by: origin)) == [.events: 3000])
    #expect(try await count("schedule_events") == 2)
  }

  @Test func `skips the events of an account that an import is changing`() async throws {
    try await addEvents()
    let holder = installation.database.connection()
    let (retention, origin) = (self.retention([.events: 40]), self.origin)
    let acme = try await installation.administrator.account("acme").id
    let summary = try await holder.run { connection in
      try await connection.transaction { connection in
        try connection.advisoryLock(.schedule(of: acme))
        return try await retention.run(by: origin)
      }
    }
    #expect(try removed(summary) == [.events: 1500])
    #expect(try removed(try await retention.run(by: origin)) == [.events: 1500])
  }

  @Test func `holds its lock for as long as it runs`() async throws {
    try await addImports(1, daysAgo: 40)
    // The audit event is stored last, while the lock's transaction is idle.
    try await script(
      """
      CREATE TABLE seen (query text);
      CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO seen SELECT query FROM pg_stat_activity
        WHERE datname = current_database() AND state = 'idle in transaction';
        RETURN NEW;
      END $$;
      CREATE TRIGGER look BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION look()
      """)
    _ = try await retention().run(by: origin)
    #expect(try await count("seen") == 1)
    let unlimited = "seen WHERE query = 'SET LOCAL idle_in_transaction_session_timeout = 0'"
    #expect(try await count(unlimited) == 1)
  }

  @Test func `removes buckets that are full and assertions that have expired`() async throws {
    try await script(
      """
      INSERT INTO rate_buckets
      SELECT account_id, 'read', '', now() - interval '61 minutes', 1 FROM accounts;
      INSERT INTO rate_buckets
      SELECT account_id, 'upload', '', now() - interval '59 minutes', 1 FROM accounts;
      INSERT INTO rate_buckets VALUES (0, 'admin', 'robot', now() - interval '61 minutes', 1);
      INSERT INTO clients (client_id, account_id, name, scopes, jwks)
      SELECT 'robot', min(account_id), 'Robot', ARRAY['wfm-public:read'], '{}' FROM accounts;
      INSERT INTO client_assertions
      SELECT 'robot', sha256(n::text::bytea), now() - interval '6 minutes'
      FROM generate_series(1, 1001) n;
      INSERT INTO client_assertions VALUES ('robot', sha256(''), now() - interval '4 minutes')
      """)
    let summary = try #require(try await retention([:]).run(by: origin))
    #expect(summary.rateBuckets == 3 && summary.assertions == 1001)
    #expect(try await count("rate_buckets") == 2)
    #expect(try await count("client_assertions") == 1)
  }

  @Test func `runs in one process at a time`() async throws {
    try await addImports(1, daysAgo: 40)
    let holder = installation.database.connection()
    let (retention, origin) = (self.retention(), self.origin)
    let summary = try await holder.run { connection in
      try await connection.transaction(ifFree: .retention) { _ in
        try await retention.run(by: origin)
      }
    }
    // The transaction ran, but `run` found the lock taken and returned nil.
    #expect(try #require(summary) == nil)
    #expect(try removed(try await retention.run(by: origin)) == [.files: 2, .reports: 2])
  }

  @Test func `runs again and again in a service, even after a failure`() async throws {
    try await addImports(1, daysAgo: 40)
    try await script("ALTER TABLE imports RENAME COLUMN file_removed TO hidden")
    let (pauses, pause) = AsyncStream<Duration>.makeStream()
    let (releases, release) = AsyncStream<Void>.makeStream()
    let service = RetentionService(retention: retention(), logger: TestDatabase.logger) { time in
      pause.yield(time)
      for await _ in releases { return }
      throw CancellationError()
    }
    try await running([service]) { _ in
      @Sendable func pausing() async throws -> Duration {
        try await inTime("a pause between two runs") {
          try #require(await pauses.first { _ in true })
        }
      }
      let first = try await pausing()
      #expect(first >= .seconds(60) && first <= .seconds(3600))
      release.yield()
      let second = try await pausing()
      #expect(second >= .seconds(2700) && second <= .seconds(4500))
      #expect(try await count("error_report_chunks") == 4)
      try await script("ALTER TABLE imports RENAME COLUMN hidden TO file_removed")
      release.yield()
      _ = try await pausing()
      #expect(try await count("uploaded_file_chunks") == 0)
      #expect(try await count("error_report_chunks") == 0)
    }
  }
}
