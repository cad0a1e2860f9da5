package import Foundation
package import Postgres
package import Scheduling

/// Which time zone rules the running processes use.
package enum TimeZoneRulesRepository {
  /// A process and its rules.
  package struct Use: Sendable, Hashable {
    /// Where the process runs, such as `server-1 (pid 17)`.
    package let host: String
    package let version: TimeZoneVersion

    package init(host: String, version: TimeZoneVersion) {
      self.host = host
      self.version = version
    }
  }

  /// How often a process repeats its report; one that has not for three times as long has ended.
  package static let interval = Duration.seconds(60)

  /// Writes down what this process uses, and removes processes that ended without a word an hour ago.
  package static func report(
    _ use: Use, process: UUID, on connection: isolated PostgresConnection
  ) throws(PostgresError) {
    try connection.execute(
      Statements.report, process, use.host, use.version.name, use.version.digest,
      use.version.newestFile)
  }

  /// Removes this process, at its end.
  package static func withdraw(
    process: UUID, on connection: isolated PostgresConnection
  ) throws(PostgresError) {
    try connection.execute(Statements.withdraw, process)
  }

  /// The rules of all running processes, by host.
  package static func uses(
    on connection: isolated PostgresConnection
  ) throws(PostgresError) -> [Use] {
    try connection.query(Statements.uses, Int32(3 * interval.components.seconds))
  }

  enum Statements {
    static let report = Statement<Void, UUID, String, String?, String, Instant>(
      """
      WITH ended AS (
        DELETE FROM time_zone_rules
        WHERE seen_at < now() - interval '1 hour'
          AND process_id <> $1
      )
      INSERT INTO time_zone_rules (process_id, host, version, digest, newest_file)
      VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (process_id) DO UPDATE
      SET version = EXCLUDED.version, digest = EXCLUDED.digest,
        newest_file = EXCLUDED.newest_file, seen_at = now()
      """)

    static let withdraw = Statement<Void, UUID>("DELETE FROM time_zone_rules WHERE process_id = $1")

    static let uses = Statement<Use, Int32>(
      """
      SELECT host, version, digest, newest_file
      FROM time_zone_rules
      WHERE seen_at > now() - $1 * interval '1 second'
      ORDER BY host
      """
    ) { (row) throws(PostgresError) in
      Use(
        host: try row.next(),
        version: TimeZoneVersion(
          name: try row.nextIfPresent(), digest: try row.next(), newestFile: try row.next()))
    }

    static let all: [any PreparableStatement] = [report, withdraw, uses]
  }
}
