import Postgres
import TestSupport
import Testing

/// The rules that allow distributing the schema over several databases by account.
@Suite("Store: the schema of an account's tables", .timeLimit(.minutes(5)))
struct SchemaRuleTests {
  private func rows(_ statement: Statement<[String]>) async throws -> [[String]] {
    let connection = try await TestDatabase().connection()
    return try await connection.run { try $0.query(statement) }
  }

  private static let uniqueIndexes = Statement<[String]>(
    """
    SELECT ARRAY[c.relname::text, i.relname::text, a.attname::text]
    FROM pg_index x
    JOIN pg_class c ON c.oid = x.indrelid
    JOIN pg_class i ON i.oid = x.indexrelid
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.indkey[0]
    WHERE x.indisunique
      AND c.relnamespace = 'public'::regnamespace
      AND c.relname <> 'accounts'
      AND EXISTS (
        SELECT FROM pg_attribute b WHERE b.attrelid = c.oid AND b.attname = 'account_id')
    ORDER BY 1
    """
  ) { (row) throws(PostgresError) in try row.next() }

  @Test func `has no key or unique constraint that does not begin with the account`() async throws {
    let indexes = try await rows(Self.uniqueIndexes)
    #expect(indexes.count > 8)
    // A client is looked up by its id before its account is known.
    #expect(indexes.filter { $0[2] != "account_id" } == [["clients", "clients_pkey", "client_id"]])
  }

  private static let foreignKeys = Statement<[String]>(
    """
    SELECT ARRAY[
      f.conname::text, source.attname::text, target.attname::text,
      EXISTS (
        SELECT FROM pg_attribute b
        WHERE b.attrelid = f.confrelid AND b.attname = 'account_id')::text]
    FROM pg_constraint f
    JOIN pg_attribute source ON source.attrelid = f.conrelid AND source.attnum = f.conkey[1]
    JOIN pg_attribute target ON target.attrelid = f.confrelid AND target.attnum = f.confkey[1]
    WHERE f.contype = 'f'
      AND f.connamespace = 'public'::regnamespace
      AND EXISTS (
        SELECT FROM pg_attribute b WHERE b.attrelid = f.conrelid AND b.attname = 'account_id')
    ORDER BY 1
    """
  ) { (row) throws(PostgresError) in try row.next() }

  @Test func `has no foreign key that could lead to another account`() async throws {
    let keys = try await rows(Self.foreignKeys)
    #expect(keys.count > 4)
    for key in keys { #expect(key[1...] == ["account_id", "account_id", "true"], "\(key)") }
  }

  private static let optionalAccounts = Statement<[String]>(
    """
    SELECT ARRAY[c.relname::text]
    FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relkind = 'r'
      AND c.relnamespace = 'public'::regnamespace
      AND a.attname = 'account_id'
      AND NOT a.attnotnull
    """
  ) { (row) throws(PostgresError) in try row.next() }

  @Test func `has no row without an account, except the installation's clients`() async throws {
    #expect(try await rows(Self.optionalAccounts) == [["clients"]])
  }
}
