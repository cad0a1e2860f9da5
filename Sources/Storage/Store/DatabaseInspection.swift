package import Postgres
package import Scheduling

/// The facts about the database server that an operator should check.
package enum DatabaseInspection {
  /// The database server as this session sees it.
  package struct Facts: Sendable {
    /// Such as 150018.
    package let versionNumber: Int
    /// Such as `15.18`.
    package let version: String
    /// The encoding of the database's texts.
    package let encoding: String
    /// The protocol of this session's encryption; nil if it is not encrypted.
    package let tls: String?
    /// The server's address in this session; nil for a Unix socket.
    package let address: String?
    /// Settings that are off, so that a crash can lose accepted work.
    package let unsafeSettings: [String]
    /// Whether autovacuum runs.
    package let isAutovacuumOn: Bool
    /// The number of sessions that are not reserved, and of sessions in use.
    package let connections: (all: Int, used: Int)
    /// Whether the server is a standby, which accepts no writes.
    package let isStandby: Bool
    /// The size of the database in bytes.
    package let databaseBytes: Int64
    /// Transactions since the oldest one that is not frozen. The limit is 2^31.
    package let transactionAge: Int64
    /// The server's data directory; nil if the user may not read the setting.
    package let dataDirectory: String?
  }

  /// Imports that are overdue.
  package struct Overdue: Sendable {
    /// The number of overdue imports.
    package let count: Int
    /// When the oldest overdue import was uploaded; nil if there are none.
    package let oldest: Instant?
  }

  /// Reads the facts in one round trip.
  package static func facts(
    on connection: isolated PostgresConnection
  ) throws(PostgresError) -> Facts {
    guard let facts = try connection.first(Statements.facts) else {
      throw .decoding("the server returned no row of facts about itself")
    }
    return facts
  }

  /// The server's clock, to the microsecond.
  package static func clock(
    on connection: isolated PostgresConnection
  ) throws(PostgresError) -> PostgresTimestamp? {
    try connection.first(Statements.clock)
  }

  /// The server process of this session. With a pooler, each call may have another process.
  package static func process(
    on connection: isolated PostgresConnection
  ) throws(PostgresError) -> Int32? {
    try connection.first(Statements.process)
  }

  /// The time zones of all imports, including waiting ones. Reads the whole table.
  package static func timeZones(
    on connection: isolated PostgresConnection
  ) throws(PostgresError) -> [String] {
    try connection.query(Statements.timeZones)
  }

  /// Imports that were accepted more than `age` ago and are not finished.
  package static func overdue(
    age: Duration, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> Overdue {
    try connection.first(Statements.overdue, Int32(clamping: age.components.seconds))
      ?? Overdue(count: 0, oldest: nil)
  }

  enum Statements {
    static let facts = Statement<Facts>(
      """
      SELECT current_setting('server_version_num')::integer, current_setting('server_version'),
        current_setting('server_encoding'),
        (SELECT s.version::text FROM pg_stat_ssl s WHERE s.pid = pg_backend_pid() AND s.ssl),
        host(inet_server_addr()),
        ARRAY(
          SELECT n FROM unnest(ARRAY['fsync', 'full_page_writes', 'synchronous_commit']) n
          WHERE current_setting(n) = 'off'),
        current_setting('autovacuum') = 'on' AND current_setting('track_counts') = 'on',
        current_setting('max_connections')::integer
          - current_setting('superuser_reserved_connections')::integer
          - COALESCE(current_setting('reserved_connections', true)::integer, 0),
        (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),
        pg_is_in_recovery(), pg_database_size(current_database()),
        (SELECT age(datfrozenxid)::bigint FROM pg_database WHERE datname = current_database()),
        CASE WHEN pg_has_role(current_user, 'pg_read_all_settings', 'USAGE')
          THEN current_setting('data_directory') END
      """
    ) { (row) throws(PostgresError) in
      Facts(
        versionNumber: Int(try row.next(Int32.self)), version: try row.next(),
        encoding: try row.next(), tls: try row.nextIfPresent(),
        address: try row.nextIfPresent(), unsafeSettings: try row.next(),
        isAutovacuumOn: try row.next(),
        connections: (Int(try row.next(Int32.self)), Int(try row.next(Int64.self))),
        isStandby: try row.next(), databaseBytes: try row.next(),
        transactionAge: try row.next(), dataDirectory: try row.nextIfPresent())
    }

    static let clock = Statement<PostgresTimestamp>("SELECT clock_timestamp()") {
      (row) throws(PostgresError) in try row.next()
    }

    static let process = Statement<Int32>("SELECT pg_backend_pid()") {
      (row) throws(PostgresError) in try row.next()
    }

    static let timeZones = Statement<String>(
      "SELECT DISTINCT time_zone FROM imports ORDER BY time_zone"
    ) { (row) throws(PostgresError) in try row.next() }

    static let overdue = Statement<Overdue, Int32>(
      """
      SELECT count(*), min(created_at)
      FROM imports
      WHERE status = 'PROCESSING'
        AND created_at < now() - $1 * interval '1 second'
      """
    ) { (row) throws(PostgresError) in
      Overdue(count: Int(try row.next(Int64.self)), oldest: try row.nextIfPresent())
    }

    static let all: [any PreparableStatement] = [facts, clock, process, timeZones, overdue]
  }
}
