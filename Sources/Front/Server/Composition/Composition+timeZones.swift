package import Importing
import Scheduling
import Synchronization
import Telemetry

/// The time zone rules of a process, opened at the first use.
final class SharedTimeZones: Sendable {
  private let opened: Mutex<TimeZoneDatabase?>

  /// - Parameter database: nil for the system's.
  init(_ database: TimeZoneDatabase?) { opened = Mutex(database) }

  func database() throws(TimeZoneFault) -> TimeZoneDatabase {
    let found = opened.withLock { opened -> Result<TimeZoneDatabase, TimeZoneFault> in
      if let opened { return .success(opened) }
      let database = Result { () throws(TimeZoneFault) in try TimeZoneDatabase() }
      opened = try? database.get()
      return database
    }
    return try found.get()
  }
}

extension Composition {
  /// Reloads changed time zone files, and compares them with the files of other processes.
  package func timeZoneWatch() throws -> TimeZoneWatch {
    TimeZoneWatch(zones: try timeZones(), connection: try connection(), logger: logger)
  }

  func addTimeZoneRules() throws {
    let zones = try timeZones()
    metrics.add {
      let version = zones.release.version
      let labels = [("version", version.name ?? "unknown"), ("digest", version.digest)]
      return [
        MetricFamily(
          .gauge, "wfm_time_zone_rules_info",
          "1; the labels name the time zone rules that imports use.", [.init(labels: labels, 1)])
      ]
    }
  }
}
