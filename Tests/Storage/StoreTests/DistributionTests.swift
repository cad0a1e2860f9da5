import Postgres
import TestSupport
import Testing

/// Checks the catalog against Citus's rules for tables that are distributed by a column. Every
/// unique constraint contains the distribution column. Foreign keys stay within a shard or lead to
/// reference tables, of which every node has a complete copy.
@Suite("Store: the schema, spread by account", .timeLimit(.minutes(5)))
struct DistributionTests {
  /// The reference tables: the installation's tables, and the tables that are queried before an
  /// account is known. Any other table belongs to accounts and must be distributed.
  private static let referenceTables: Set = [
    "accounts", "clients", "client_assertions", "signing_keys", "schema_migrations",
    "time_zone_rules",
  ]

  private func rows(_ statement: Statement<[String]>) async throws -> [[String]] {
    let connection = try await TestDatabase().connection()
    return try await connection.run { try $0.query(statement) }
  }

  private static let tables = Statement<[String]>(
    """
    SELECT ARRAY[c.relname::text, coalesce(a.attnotnull, false)::text]
    FROM pg_class c
    LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'account_id'
    WHERE c.relkind IN ('r', 'p')
      AND c.relnamespace = 'public'::regnamespace
    ORDER BY 1
    """
  ) { (row) throws(PostgresError) in try row.next() }

  @Test func `has an account in each row of each table that is not a reference table`()
    async throws
  {
    let tables = try await rows(Self.tables)
    let distributed = tables.filter { !Self.referenceTables.contains($0[0]) }
    #expect(
      distributed.map { $0[0] } == [
        "agents", "audit_events", "error_report_chunks", "event_types", "imports", "rate_buckets",
        "schedule_events", "uploaded_file_chunks",
      ])
    for table in distributed { #expect(table[1] == "true", "\(table)") }
    #expect(Self.referenceTables.isSubset(of: tables.map { $0[0] }))
  }

  /// Unique indexes, including partial ones, and exclusion constraints, with whether their columns
  /// contain the account.
  private static let uniqueness = Statement<[String]>(
    """
    SELECT ARRAY[
      c.relname::text, i.relname::text,
      EXISTS (
        SELECT
        FROM unnest(x.indkey::smallint[]) WITH ORDINALITY k (number, place)
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number
        WHERE a.attname = 'account_id'
          AND k.place <= x.indnkeyatts)::text]
    FROM pg_index x
    JOIN pg_class c ON c.oid = x.indrelid
    JOIN pg_class i ON i.oid = x.indexrelid
    WHERE (x.indisunique OR x.indisexclusion)
      AND c.relnamespace = 'public'::regnamespace
    ORDER BY 1
    """
  ) { (row) throws(PostgresError) in try row.next() }

  @Test func `has the account in every unique constraint of a distributed table`() async throws {
    let indexes = try await rows(Self.uniqueness)
      .filter { !Self.referenceTables.contains($0[0]) }
    #expect(indexes.count > 8)
    for index in indexes { #expect(index[2] == "true", "\(index)") }
  }

  /// Each foreign key with its tables, and whether it pairs the account columns of both tables.
  private static let foreignKeys = Statement<[String]>(
    """
    SELECT ARRAY[
      f.conname::text, source.relname::text, target.relname::text,
      EXISTS (
        SELECT
        FROM unnest(f.conkey, f.confkey) k (own, other)
        JOIN pg_attribute o ON o.attrelid = f.conrelid AND o.attnum = k.own
        JOIN pg_attribute t ON t.attrelid = f.confrelid AND t.attnum = k.other
        WHERE o.attname = 'account_id'
          AND t.attname = 'account_id')::text]
    FROM pg_constraint f
    JOIN pg_class source ON source.oid = f.conrelid
    JOIN pg_class target ON target.oid = f.confrelid
    WHERE f.contype = 'f'
      AND f.connamespace = 'public'::regnamespace
    ORDER BY 1
    """
  ) { (row) throws(PostgresError) in try row.next() }

  @Test func `has no foreign key that leaves a shard, except to a reference table`() async throws {
    let keys = try await rows(Self.foreignKeys)
    #expect(keys.count > 4)
    for key in keys where !Self.referenceTables.contains(key[2]) {
      #expect(!Self.referenceTables.contains(key[1]) && key[3] == "true", "\(key)")
    }
  }

  private static let identities = Statement<[String]>(
    """
    SELECT ARRAY[c.relname::text, a.attname::text]
    FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid
    WHERE a.attidentity <> ''
      AND a.atttypid <> 'bigint'::regtype
      AND c.relnamespace = 'public'::regnamespace
    ORDER BY 1
    """
  ) { (row) throws(PostgresError) in try row.next() }

  /// Citus requires bigint identities, since it gives each node a range. These two must be widened
  /// or numbered in another way before agents are distributed.
  @Test func `has no narrow identity except the two known ones`() async throws {
    #expect(
      try await rows(Self.identities) == [
        ["agents", "agent_id"], ["event_types", "event_type_id"],
      ])
  }
}
