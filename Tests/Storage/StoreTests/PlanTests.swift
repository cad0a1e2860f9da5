import Postgres
import Scheduling
import Store
import TestSupport
import Testing

/// The plans that PostgreSQL makes. A statement whose time would grow with the rows of other
/// accounts appears here as a scan of a whole table or index, or as a sort of more than a few rows.
@Suite("Store: plans", .timeLimit(.minutes(5)))
struct PlanTests {
  /// Tables that grow with use. The others have one row per account, client, key or migration.
  private static let growing = [
    "schedule_events", "imports", "uploaded_file_chunks", "error_report_chunks", "agents",
    "event_types", "audit_events", "client_assertions", "rate_buckets",
  ]

  /// Occasional statements for the operator's screen. They read or sort everything that they print.
  private static let ofWholeTables: Set = [
    // Prints an account's schedule in order of time.
    "SELECT a.name, a.email, e.start_at, e.end_at, t.name",
    // Searches for zones that the machine does not know.
    "SELECT DISTINCT time_zone FROM imports ORDER",
    // Searches for such zones in one account.
    "SELECT DISTINCT time_zone FROM imports WHERE",
  ]

  /// Texts of the statements that read all accounts on purpose.
  private static let ofAllAccounts = [
    // Waiting jobs, their number and age. They use the queue's index.
    "FOR KEY SHARE OF i SKIP LOCKED", "count(*) FILTER (WHERE attempts = 0)",
    "SELECT count(*), min(created_at)",
    // An account's import in progress. While the tables are empty, it uses the queue's index, which
    // contains no other imports.
    "WHERE external_id = $1)\n  AND status = 'PROCESSING'",
    // Expired rows, by their expiry.
    "WHERE expires_at < now()",
    // The whole audit, newest first.
    "WHERE e.audit_id < $1",
  ]

  @Test func `are excluded only for existing statements`() {
    for beginning in Self.ofWholeTables {
      #expect(AllStatements.all.count { $0.sql.hasPrefix(beginning) } == 1, "\(beginning)")
    }
    for part in Self.ofAllAccounts {
      #expect(AllStatements.all.contains { $0.sql.contains(part) }, "\(part)")
    }
  }

  /// A session keeps its plans until the tables are analyzed, so those of the first minute matter.
  @Test func `of an empty database find an account's rows by the account`() async throws {
    let connection = try await TestDatabase().connection()
    try await connection.run {
      try $0.executeScript("SET plan_cache_mode = force_generic_plan")
    }
    for statement in AllStatements.all
    where Self.isPlanned(statement) && !Self.ofAllAccounts.contains(where: statement.sql.contains) {
      let plan = try await connection.run { try Self.plan(of: statement, on: $0) }
      for (line, next) in zip(plan, plan.dropFirst() + [""]) where Self.scansGrowingTable(line) {
        #expect(
          next.contains(#/(Index|Recheck) Cond: .*(account|client)_id = /#),
          "\(plan.joined(separator: "\n")) of \(statement.sql)")
      }
    }
  }

  /// If a table is analyzed while it is empty, the planner assumes that it stays empty.
  @Test func `of the poll for waiting imports uses the queue's index, with any statistics`()
    async throws
  {
    let connection = try await TestDatabase().connection()
    try await connection.run { try $0.executeScript("ANALYZE imports") }
    let look = try #require(
      AllStatements.all.first { $0.sql.contains("FOR KEY SHARE OF i SKIP LOCKED") })
    let explain = Statement<String>("EXPLAIN \(look.sql.replacing("$1", with: "16"))") {
      (row) throws(PostgresError) in try row.next()
    }
    let plan = try await connection.run { try $0.look(explain) }
    #expect(plan.contains { $0.contains("Index Scan using imports_queue") }, "\(plan)")
  }

  private static func scansGrowingTable(_ line: String) -> Bool {
    line.firstMatch(of: #/Scan .*?on (\w+)/#).map { growing.contains(String($0.1)) } ?? false
  }

  @Test func `at a million events scan no table that grows, and sort at most a few rows`()
    async throws
  {
    let connection = try await TestDatabase().connection()
    try await connection.run { try $0.executeScript(Self.data) }
    for statement in AllStatements.all where Self.isPlanned(statement) {
      let plan = try await connection.run { try Self.plan(of: statement, on: $0) }
      let scans = plan.filter { line in
        Self.growing.contains { line.contains("Seq Scan on \($0)") }
      }
      #expect(scans.isEmpty, "\(plan.joined(separator: "\n")) of \(statement.sql)")
      let sorts = plan.filter { $0.contains("Sort  (") && Self.rows($0) > 100 }
      #expect(sorts.isEmpty, "\(plan.joined(separator: "\n")) of \(statement.sql)")
    }
  }

  private static func isPlanned(_ statement: any PreparableStatement) -> Bool {
    let words = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"]
    return words.contains { statement.sql.hasPrefix($0) }
      && !ofWholeTables.contains { statement.sql.hasPrefix($0) }
  }

  /// The number of rows that the planner expects of a node.
  private static func rows(_ node: String) -> Int {
    node.firstMatch(of: /rows=(\d+)/).flatMap { Int($0.1) } ?? .max
  }

  /// The plan for any parameters.
  private static func plan(
    of statement: any PreparableStatement, on connection: isolated PostgresConnection
  ) throws -> [String] {
    let types = try statement.parameterTypes.map { type in
      try connection.first(typeName, Int32(bitPattern: type)) ?? "unknown"
    }
    let list = types.isEmpty ? "" : "(\(types.joined(separator: ", ")))"
    try connection.executeScript("PREPARE planned \(list) AS \(statement.sql)")
    defer { try? connection.executeScript("DEALLOCATE planned") }
    let nulls = types.isEmpty ? "" : "(\(types.map { _ in "NULL" }.joined(separator: ", ")))"
    // Its text differs each time, so no plan of an earlier statement is reused.
    let explain = Statement<String>("EXPLAIN EXECUTE planned \(nulls) -- \(statement.sql.count)") {
      (row) throws(PostgresError) in try row.next()
    }
    return try connection.query(explain)
  }

  private static let typeName = Statement<String, Int32>("SELECT format_type($1::oid, NULL)") {
    (row) throws(PostgresError) in try row.next()
  }

  /// A thousand accounts, each with 50 agents, 8 event types, 1,000 events, 20 imports and 50 audit
  /// events. Triggers are disabled, since they would check each row's foreign keys.
  private static let data = """
    SET plan_cache_mode = force_generic_plan;
    SET session_replication_role = replica;
    INSERT INTO accounts (external_id) SELECT 'account-' || n FROM generate_series(1, 1000) n;
    INSERT INTO agents (account_id, name, email, email_key)
      SELECT a, 'Agent', n || '@example.com', n || '@example.com'
      FROM generate_series(1, 1000) a, generate_series(1, 50) n;
    INSERT INTO event_types (account_id, name, name_key)
      SELECT a, 'Type ' || n, 'type ' || n FROM generate_series(1, 1000) a, generate_series(1, 8) n;
    INSERT INTO schedule_events
      SELECT a, n, 1, timestamptz '2026-01-01' + d * interval '1 day',
        timestamptz '2026-01-01' + d * interval '1 day' + interval '8 hours'
      FROM generate_series(1, 1000) a, generate_series(1, 50) n, generate_series(1, 20) d;
    INSERT INTO imports
        (account_id, import_id, status, finished_at, file_name, file_size, time_zone, date_format,
         request_id, rows_total, rows_inserted, rows_updated, rows_unchanged, rows_rejected)
      SELECT a, gen_random_uuid(), 'IMPORTED', now(), 'a.csv', 100, 'UTC', 'HH:mm yyyy-MM-dd', '',
        1, 1, 0, 0, 0
      FROM generate_series(1, 1000) a, generate_series(1, 20);
    INSERT INTO imports
        (account_id, import_id, file_name, file_size, time_zone, date_format, request_id)
      SELECT a, gen_random_uuid(), 'a.csv', 100, 'UTC', 'HH:mm yyyy-MM-dd', ''
      FROM generate_series(1, 1000) a;
    INSERT INTO uploaded_file_chunks SELECT account_id, import_id, 0, 'a' FROM imports;
    INSERT INTO error_report_chunks SELECT account_id, import_id, 0, 'a' FROM imports;
    INSERT INTO audit_events (account_id, actor, action, target)
      SELECT a, 'actor', 'action', 'target' FROM generate_series(1, 1000) a, generate_series(1, 50);
    INSERT INTO clients (client_id, account_id, name, scopes, jwks)
      SELECT 'client-' || a, a, 'Client', ARRAY['wfm-public:read'], '{}'
      FROM generate_series(1, 1000) a;
    INSERT INTO rate_buckets
      SELECT a, kind, '', now(), 1
      FROM generate_series(1, 1000) a, unnest(ARRAY['upload', 'read', 'token']) kind;
    INSERT INTO client_assertions
      SELECT 'client-' || a, sha256(n::text::bytea), now() + interval '1 minute'
      FROM generate_series(1, 1000) a, generate_series(1, 20) n;
    SET session_replication_role = origin;
    ANALYZE;
    """
}
