import Crypto
package import Logging
package import Migrations
package import Postgres
package import Scheduling

/// Migrates a database to the schema of this version.
package struct Migrator: Sendable {
  /// The migrations of this version, in order.
  package let migrations: [Migration]
  private let logger: Logger

  /// A migrator of this version's schema.
  package init(migrations: [Migration] = Migration.all, logger: Logger) {
    self.migrations = migrations
    self.logger = logger
  }

  /// A migration and its state in this database.
  package struct State: Sendable {
    /// The migration itself.
    package let migration: Migration
    /// When it was applied; nil if it was not.
    package let appliedAt: Instant?
  }

  /// Why this version cannot work on a database.
  package enum Fault: Error, CustomStringConvertible {
    /// The file of an applied migration has changed.
    case changed(number: Int, name: String)
    /// A newer version's migration removed something that this version uses.
    case incompatible(number: Int, needs: Int)

    /// The cause and the fix.
    package var description: String {
      switch self {
      case .changed(let number, let name):
        """
        Migration \(number) (\(name)) was changed after it was applied to this database. \
        Restore its file, and put the change into a new migration.
        """
      case .incompatible(let number, let needs):
        """
        The database has migration \(number), with which only versions work that know migration \
        \(needs). Run the version that applied it, or a later one.
        """
      }
    }
  }

  /// Applies the missing migrations, each in its own transaction. If several processes call this
  /// concurrently, one applies them and the others wait. If a newer version has migrated the
  /// database and this version can work on it, nothing is changed.
  ///
  /// - Returns: the migrations that this call applied.
  /// - Throws: `Fault`, `PostgresError`
  package func up(on connection: isolated PostgresConnection) async throws -> [Migration] {
    var applied: [Migration] = []
    while let migration = try await applyNext(on: connection) {
      logger.info("migration applied", metadata: ["migration": "\(migration.name)"])
      applied.append(migration)
    }
    return applied
  }

  /// Whether this version can work on the database: all of its migrations are applied, and no newer
  /// migration excludes this version.
  ///
  /// - Throws: `Fault`, `PostgresError`
  package func isUsable(on connection: isolated PostgresConnection) throws -> Bool {
    try status(on: connection).allSatisfy { $0.appliedAt != nil }
  }

  /// The numbers of applied migrations that this version does not know.
  package func newer(on connection: isolated PostgresConnection) throws -> [Int] {
    guard try connection.first(Statements.tableExists) ?? false else { return [] }
    return try connection.query(Statements.applied).map(\.number)
      .filter { number in !migrations.contains { $0.number == number } }
  }

  /// Every migration of this version and when it was applied.
  package func status(on connection: isolated PostgresConnection) throws -> [State] {
    guard try connection.first(Statements.tableExists) ?? false else {
      return migrations.map { State(migration: $0, appliedAt: nil) }
    }
    let rows = try connection.query(Statements.applied)
    try verify(rows)
    return migrations.map { migration in
      State(
        migration: migration, appliedAt: rows.first { $0.number == migration.number }?.appliedAt)
    }
  }

  private func applyNext(on connection: isolated PostgresConnection) async throws -> Migration? {
    try await connection.transaction { connection in
      // A migration may take long, and so may waiting for another process that migrates.
      try connection.executeScript("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
      try connection.advisoryLock(.migrations)
      try connection.executeScript(Statements.createTable)
      let rows = try connection.query(Statements.applied)
      try verify(rows)
      guard let next = migrations.first(where: { $0.number == rows.count + 1 }) else { return nil }
      try connection.executeScript(next.sql)
      try connection.execute(
        Statements.record, Int32(next.number), next.name, PostgresBytes(next.checksum),
        Int32(next.needs))
      return next
    }
  }

  private func verify(_ rows: [Applied]) throws {
    for row in rows {
      guard let migration = migrations.first(where: { $0.number == row.number }) else {
        guard row.needs <= migrations.count else {
          throw Fault.incompatible(number: row.number, needs: row.needs)
        }
        continue
      }
      guard migration.checksum == row.checksum else {
        throw Fault.changed(number: migration.number, name: migration.name)
      }
    }
  }

  struct Applied {
    let number: Int
    let checksum: [UInt8]
    let appliedAt: Instant
    let needs: Int
  }

  enum Statements {
    static let createTable = """
      CREATE TABLE IF NOT EXISTS schema_migrations (
        number integer PRIMARY KEY,
        name text NOT NULL,
        checksum bytea NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now(),
        needs integer NOT NULL DEFAULT 0
      );
      -- Of a database that was migrated before there was the column. Takes no lock where it is there.
      DO $$
      BEGIN
        IF NOT EXISTS (
          SELECT FROM pg_attribute
          WHERE attrelid = 'schema_migrations'::regclass AND attname = 'needs'
        ) THEN
          ALTER TABLE schema_migrations ADD COLUMN needs integer NOT NULL DEFAULT 0;
        END IF;
      END
      $$
      """

    static let tableExists = Statement<Bool>("SELECT to_regclass('schema_migrations') IS NOT NULL")
    {
      (row) throws(PostgresError) in try row.next()
    }

    static let applied = Statement<Applied>(
      // Through JSON, since a database that was migrated long ago lacks the column.
      """
      SELECT number, checksum, applied_at, COALESCE((to_jsonb(m) ->> 'needs')::integer, 0)
      FROM schema_migrations m
      ORDER BY number
      """
    ) { (row) throws(PostgresError) in
      Applied(
        number: Int(try row.next(Int32.self)), checksum: try row.next(PostgresBytes.self).bytes,
        appliedAt: try row.next(), needs: Int(try row.next(Int32.self)))
    }

    static let record = Statement<Void, Int32, String, PostgresBytes, Int32>(
      "INSERT INTO schema_migrations (number, name, checksum, needs) VALUES ($1, $2, $3, $4)")

    static let all: [any PreparableStatement] = [tableExists, applied, record]
  }
}

extension Migration {
  /// SHA-256 of the statements.
  var checksum: [UInt8] { Array(SHA256.hash(data: Array(sql.utf8))) }
}
