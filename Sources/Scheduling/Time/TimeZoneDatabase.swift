import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

// The zones of the system's tz database (https://www.iana.org/time-zones). One value per process:
// made at the start, so that a server without a database does not start, and asked by the upload
// (does the zone exist?) and by the worker (what are its rules?).
//
// It knows the zones' names from a listing made once. A name from a client is only ever looked up
// in it and never becomes a path by itself, so `..`, `/etc/passwd` and another letter case find
// nothing on any file system. Rules are read at the first use and kept: a zone that an upgrade of
// the database changes is read anew by the next process.

/// Why there are no rules for a zone.
package enum TimeZoneFault: Error, Hashable, Sendable {
  /// The database has no zone of this name.
  case unknownZone(String)
  /// The zone's file cannot be read or is damaged: the installation is at fault.
  case unreadableData(zone: String, reason: TZifFault)
  /// None of these directories holds a tz database.
  case databaseMissing(searched: [String])
}

/// Zones by their IANA names. Safe to use from any thread.
package final class TimeZoneDatabase: Sendable {
  /// Bytes of a name. The longest of the database has 32.
  package static let maximumNameLength = 64

  /// Where the database lies.
  package let directory: String

  let names: Set<String>
  /// At most as many as there are names.
  private let known = Mutex<[String: TimeZoneRules]>([:])

  /// Opens the system's database: the directory of the environment variable TZDIR and no other if it
  /// is set, else the first of the usual ones that holds a zone.
  package convenience init() throws(TimeZoneFault) {
    try self.init(directories: Self.systemDirectories)
  }

  /// Opens the first of these directories that holds a zone.
  ///
  /// Lists it, which takes a few milliseconds and blocks; throws `databaseMissing` only.
  package init(directories: [String]) throws(TimeZoneFault) {
    for directory in directories {
      let names = ZoneFiles.names(in: directory)
      if !names.isEmpty {
        self.directory = directory
        self.names = names
        return
      }
    }
    throw .databaseMissing(searched: directories)
  }

  /// The rules of a zone, by its name as the tz database spells it: `America/New_York`, `UTC`.
  ///
  /// The first call for a zone reads a file of some kilobytes; later ones take them from memory.
  /// Throws `unknownZone` also for what the database holds beside geographic and fixed zones:
  /// `posix/` and `right/`, `localtime`, `posixrules`, `Factory` and tables.
  package func zone(named name: String) throws(TimeZoneFault) -> TimeZoneRules {
    // Strings are equal where Unicode calls them so: a Kelvin sign would do for a K.
    guard name.utf8.count <= Self.maximumNameLength, name.utf8.allSatisfy({ $0 < 0x80 }),
      names.contains(name)
    else { throw .unknownZone(name) }
    if let rules = known.withLock({ $0[name] }) { return rules }
    let rules = try read(name)
    known.withLock { $0[name] = rules }
    return rules
  }

  private func read(_ name: String) throws(TimeZoneFault) -> TimeZoneRules {
    do throws(TZifFault) {
      return try TimeZoneRules(name: name, tzif: ZoneFiles.content(of: "\(directory)/\(name)"))
    } catch .notTZif {
      throw .unknownZone(name)
    } catch {
      throw .unreadableData(zone: name, reason: error)
    }
  }

  /// In the order in which they are tried.
  private static var systemDirectories: [String] {
    if let chosen = getenv("TZDIR"), chosen.pointee != 0 { return [String(cString: chosen)] }
    return [
      "/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo",
      "/var/db/timezone/zoneinfo",
    ]
  }
}
