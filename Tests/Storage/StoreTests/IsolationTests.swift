import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// The separation of accounts in the database: every statement names its account, and no constraint
/// crosses accounts.
@Suite("Store: isolation of accounts", .timeLimit(.minutes(5)))
struct IsolationTests {
  /// Statements that read several accounts' rows, each by a text that occurs in no other statement.
  private static let exceptions = [
    // A worker serves all accounts. It reads only ids here, and then each account's rows
    // separately.
    "WHERE i.status = 'PROCESSING'\n  AND (i.run_after <= now()",
    // The operator sees the number and the age of waiting imports.
    "count(*) FILTER (WHERE attempts = 0), count(*) FILTER (WHERE attempts > 0)",
    // The token endpoint finds a client's owner by the client's id.
    "LEFT JOIN accounts a USING (account_id)\nWHERE c.client_id = $1",
    // The operator reads the audit of the whole installation.
    "WHERE e.audit_id < $1",
    // The operator's list of accounts counts each account's agents and event types separately.
    "(SELECT count(*) FROM agents g WHERE g.account_id = a.account_id)",
    // `wfm doctor` checks for unknown zones and overdue imports of all accounts.
    "SELECT DISTINCT time_zone FROM imports ORDER BY time_zone",
    "SELECT count(*), min(created_at)",
  ]

  private static let filters = [
    #"\baccount_id = \$1\b"#, #"\baccount_id IS NOT DISTINCT FROM \$1\b"#,
    #"\bexternal_id = \$1\b"#,
    #"INSERT INTO \w+( AS \w+)?\s+\(account_id, [^)]*\)\s+(VALUES \(|SELECT )\$1,"#,
  ]

  /// The tables with rows of accounts, except `accounts`.
  private static let accountTables = Statement<String>(
    """
    SELECT c.relname::text
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind = 'r'
      AND c.relnamespace = 'public'::regnamespace
      AND a.attname = 'account_id'
      AND c.relname <> 'accounts'
    ORDER BY c.relname
    """
  ) { (row) throws(PostgresError) in try row.next() }

  private func accountTables() async throws -> [String] {
    let connection = try await TestDatabase().connection()
    return try await connection.run { try $0.query(Self.accountTables) }
  }

  private static func has(_ pattern: String, in sql: String) -> Bool {
    sql.range(of: pattern, options: .regularExpression) != nil
  }

  @Test func `each statement that names an account's table filters by its first parameter`()
    async throws
  {
    let tables = try await accountTables()
    #expect(
      tables == [
        "agents", "audit_events", "clients", "error_report_chunks", "event_types", "imports",
        "rate_buckets", "schedule_events", "uploaded_file_chunks",
      ])
    let statements = AllStatements.all.filter { statement in
      tables.contains { Self.has("\\b\($0)\\b", in: statement.sql) }
        && !Self.exceptions.contains { statement.sql.contains($0) }
    }
    #expect(statements.count > 20)
    for statement in statements {
      let sql = statement.sql
      #expect(Self.filters.contains { Self.has($0, in: sql) }, "\(sql)")
      // The account's id here, or the caller's.
      #expect([20, 25].contains(statement.parameterTypes.first), "\(sql)")
    }
  }

  @Test func `each join with an account's table stays within the account`() async throws {
    let tables = try await accountTables()
    for statement in AllStatements.all {
      for table in tables {
        for join in statement.sql.matches(of: #/JOIN (\w+)( \w+)? (USING|ON) \((\w+)/#)
        where join.1 == table {
          #expect(join.3 == "USING" && join.4 == "account_id", "\(statement.sql)")
        }
      }
    }
  }

  @Test(arguments: exceptions)
  func `each exception is one statement, which breaks the rule`(part: String) async throws {
    let found = AllStatements.all.filter { $0.sql.contains(part) }
    #expect(found.count == 1)
    let tables = try await accountTables()
    for statement in found {
      #expect(tables.contains { Self.has("\\b\($0)\\b", in: statement.sql) }, "\(statement.sql)")
      let isFiltered = Self.filters.contains { Self.has($0, in: statement.sql) }
      let namesAccount = [20, 25].contains(statement.parameterTypes.first)
      #expect(!isFiltered || !namesAccount, "\(statement.sql)")
    }
  }
}
