package import Foundation
package import Postgres
package import Scheduling

/// The time zone rules that the running processes use.
package enum TimeZoneRulesRepository {
  /// A process and its rules.
  package struct Use: Sendable, Hashable {
    /// The host of the process, such as `server-1 (pid 17)`.
    package let host: String
    /// The rules that the process uses.
    package let version: TimeZoneVersion

    /// A process's report.
    package init(host: String, version: TimeZoneVersion) {
      self.host = host
      self.version = version
    }
  }

  /// The interval of a process's reports. A process that has sent no report for three intervals
  /// counts as ended.
  package static let interval = Duration.seconds(60)

  /// Stores the rules of this process, and removes processes that last reported an hour ago.
  package static func report(
    _ use: Use, process: UUID, on connection: isolated PostgresConnection
  ) throws(PostgresError) {
    try connection.execute(
      Statements.report, Report(process: process, use: use))
  }

  /// Removes this process when it ends.
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

  /// A process's row.
  struct Report: NamedParameters {
    let process: UUID
    let use: Use

    static let parameters: [NamedParameter<Self>] = [
      .init("process") { $0.process },
      .init("host") { $0.use.host },
      .init("version") { $0.use.version.name },
      .init("digest") { $0.use.version.digest },
      .init("newest_file") { $0.use.version.newestFile },
    ]
  }

  enum Statements {
    static let report = Statement<Void, Report>(
      """
      WITH ended AS (
        DELETE FROM time_zone_rules
        WHERE seen_at < now() - interval '1 hour'
          AND process_id <> $process
      )
      INSERT INTO time_zone_rules (process_id, host, version, digest, newest_file)
      VALUES ($process, $host, $version, $digest, $newest_file)
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
