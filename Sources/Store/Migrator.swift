import Crypto
package import Logging
package import Migrations
package import Postgres
package import Scheduling

/// Brings a database's schema to this version's, one migration after the other.
package struct Migrator: Sendable {
  package let migrations: [Migration]
  private let logger: Logger

  package init(migrations: [Migration] = Migration.all, logger: Logger) {
    self.migrations = migrations
    self.logger = logger
  }

  /// A migration as this database has it.
  package struct State: Sendable {
    package let migration: Migration
    /// Nil where it is yet to be applied.
    package let appliedAt: Instant?
  }

  package enum Fault: Error, CustomStringConvertible {
    /// The file of an applied migration is not what it was.
    case changed(number: Int, name: String)
    /// The database was migrated by a newer version.
    case newerDatabase(number: Int)

    package var description: String {
      switch self {
      case .changed(let number, let name):
        """
        Migration \(number) (\(name)) was changed after it had been applied to this database. \
        Restore its file, and put the change into a new migration.
        """
      case .newerDatabase(let number):
        """
        The database has migration \(number), which this version does not know. \
        Run the version that applied it, or a later one.
        """
      }
    }
  }

  /// Applies what is missing, each migration in a transaction of its own. Several processes may try
  /// at once: one applies, the others wait and find nothing left.
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

  /// Every migration and when it was applied.
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
      // A migration takes what it takes: time for its statements, and for those that come second.
      try connection.executeScript("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
      try connection.advisoryLock(.migrations)
      try connection.executeScript(Statements.createTable)
      let rows = try connection.query(Statements.applied)
      try verify(rows)
      guard let next = migrations.first(where: { $0.number == rows.count + 1 }) else { return nil }
      try connection.executeScript(next.sql)
      try connection.execute(
        Statements.record, Int32(next.number), next.name, PostgresBytes(next.checksum))
      return next
    }
  }

  private func verify(_ rows: [Applied]) throws {
    for row in rows {
      guard let migration = migrations.first(where: { $0.number == row.number }) else {
        throw Fault.newerDatabase(number: row.number)
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
  }

  enum Statements {
    static let createTable = """
      CREATE TABLE IF NOT EXISTS schema_migrations (
        number integer PRIMARY KEY,
        name text NOT NULL,
        checksum bytea NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now()
      )
      """

    static let tableExists = Statement<Bool>("SELECT to_regclass('schema_migrations') IS NOT NULL")
    {
      (row) throws(PostgresError) in try row.next()
    }

    static let applied = Statement<Applied>(
      "SELECT number, checksum, applied_at FROM schema_migrations ORDER BY number"
    ) { (row) throws(PostgresError) in
      Applied(
        number: Int(try row.next(Int32.self)), checksum: try row.next(PostgresBytes.self).bytes,
        appliedAt: try row.next())
    }

    static let record = Statement<Void, Int32, String, PostgresBytes>(
      "INSERT INTO schema_migrations (number, name, checksum) VALUES ($1, $2, $3)")

    static let all: [any PreparableStatement] = [tableExists, applied, record]
  }
}

extension Migration {
  /// SHA-256 of the statements.
  var checksum: [UInt8] { Array(SHA256.hash(data: Array(sql.utf8))) }
}
