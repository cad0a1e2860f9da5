import Foundation
package import Logging
package import Postgres
package import Scheduling
import ServiceLifecycle
import Store
import Telemetry

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Loads changed time zone rules within 30 s while the process runs. Warns the operator about old
/// rules, and about rules that differ between processes. Never fails.
///
/// If a file is imported again under other rules, its events may be stored a second time, an hour
/// away.
package struct TimeZoneWatch: Service {
  /// The interval between checks of the files.
  package static let interval = Duration.seconds(10)

  private let zones: TimeZoneDatabase
  private let connection: PostgresConnection
  private let process = UUID()
  private let logger: Logger

  /// - Parameter connection: a connection that nothing else uses. It is open for milliseconds per
  ///   minute.
  package init(zones: TimeZoneDatabase, connection: PostgresConnection, logger: Logger) {
    self.zones = zones
    self.connection = connection
    self.logger = logger
  }

  /// Runs until the service group shuts down gracefully.
  package func run() async throws {
    await cancelWhenGracefulShutdown {
      logger.info(
        "time zone rules",
        metadata: ["version": "\(zones.release.version)", "directory": "\(zones.directory)"])
      warnIfOld(zones.release.version)
      // Two tasks, so that an unresponsive database does not delay new rules.
      await withDiscardingTaskGroup { group in
        group.addTask {
          while (try? await Task.sleep(for: Self.interval)) != nil { refresh() }
        }
        group.addTask { await compareRepeatedly() }
      }
    }
    await withdraw()
  }

  private func refresh() {
    let before = zones.release.version
    do throws(TimeZoneFault) {
      guard let release = try zones.refresh() else { return }
      logger.notice(
        "time zone rules changed; stored events keep their instants",
        metadata: [
          "version": "\(release.version)", "before": "\(before)",
          "remedy": "list events whose local time differs: wfm events check-zones",
        ])
      warnIfOld(release.version)
    } catch {
      logger.error(
        "new time zone rules rejected, the old rules stay in use",
        metadata: ["version": "\(before)", "reason": "\(error)"])
    }
  }

  /// Compares at the start, once per minute, and soon after the rules change.
  private func compareRepeatedly() async {
    var others: [TimeZoneRulesRepository.Use] = []
    var compared: (version: TimeZoneVersion, time: ContinuousClock.Instant)?
    while !Task.isCancelled {
      let version = zones.release.version
      if compared.map({ $0.version != version || $0.time.duration(to: .now) >= Self.pause }) ?? true
      {
        others = await compare(version, knowing: others)
        compared = (version, .now)
      }
      // A cancelled sleep ends the loop by its condition.
      try? await Task.sleep(for: Self.interval)
    }
  }

  /// The interval between reports, minus the maximum delay of a check.
  private static let pause = TimeZoneRulesRepository.interval - interval / 2

  private func warnIfOld(_ version: TimeZoneVersion) {
    let now = Instant(secondsSince1970: Int64(Date().timeIntervalSince1970))
    guard version.isOld(at: now) else { return }
    logger.warning(
      "time zone rules are \(version.age(at: now)) days old; countries may have changed theirs",
      metadata: ["version": "\(version)", "remedy": "update the package tzdata"])
  }

  /// Reports the rules of this process, and warns about processes with other rules.
  ///
  /// - Parameter known: the processes of the last warning.
  /// - Returns: the processes with other rules.
  private func compare(
    _ own: TimeZoneVersion, knowing known: [TimeZoneRulesRepository.Use]
  ) async -> [TimeZoneRulesRepository.Use] {
    let use = TimeZoneRulesRepository.Use(host: Self.host, version: own)
    do {
      let others = try await connection.run { [process] connection in
        defer { connection.close() }
        try TimeZoneRulesRepository.report(use, process: process, on: connection)
        return try TimeZoneRulesRepository.uses(on: connection)
      }.filter { $0.version.differs(from: own) }
      guard !others.isEmpty, others != known else { return others }
      let list = others.map { "\($0.host): \($0.version)" }.joined(separator: ", ")
      logger.warning(
        "processes use different time zone rules; a file imported twice may store events twice",
        metadata: [
          "version": "\(own)", "others": "\(list)", "remedy": "update tzdata on every machine",
        ])
      return others
    } catch {
      logger.debug(
        "cannot compare time zone rules", metadata: ["error": "\(String(reflecting: error))"])
      return known
    }
  }

  /// Removes the report of this process. If the database does not answer within 1 s, other
  /// processes ignore the report after three minutes.
  private func withdraw() async {
    let removal = SharedReading(lifetime: .zero) { [connection, process] in
      try await connection.run { connection in
        defer { connection.close() }
        try TimeZoneRulesRepository.withdraw(process: process, on: connection)
      }
    }
    try? await removal.value(within: .seconds(1))
  }

  private static let host: String = {
    var name = [CChar](repeating: 0, count: 256)
    let isNamed = gethostname(&name, name.count - 1) == 0
    let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return "\(isNamed ? String(decoding: bytes, as: UTF8.self) : "unknown") (pid \(getpid()))"
  }()
}
