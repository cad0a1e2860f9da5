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
//     current --files changed--> changing --unchanged at the next look--> current, or refused
//                                   |  ^
//                                   +--+ changed again

/// The tz database of a process, which follows its files. Safe to use from any thread.
package final class TimeZoneDatabase: Sendable {
  private struct State {
    var release: TimeZoneRelease
    /// The files of the release in use, or of the last rejected release.
    var stamp: Fingerprint
    /// Files that differ from these, when they were seen last.
    var changing: Fingerprint?
  }

  /// The path of the database.
  package let directory: String
  private let state: Mutex<State>

  /// Opens the system's database: the directory of the environment variable TZDIR and no other if it
  /// is set, else the first of the usual ones that holds a zone.
  package convenience init() throws(TimeZoneFault) {
    try self.init(directories: Self.systemDirectories)
  }

  /// Opens the first of these directories that holds a zone.
  ///
  /// Reads it, which takes some 30 ms and blocks; throws `databaseMissing` only.
  package init(directories: [String]) throws(TimeZoneFault) {
    for directory in directories {
      let stamp = ZoneFiles.stamp(of: directory)
      if let release = TimeZoneRelease(directory: directory) {
        self.directory = directory
        state = Mutex(State(release: release, stamp: stamp))
        return
      }
    }
    throw .databaseMissing(searched: directories)
  }

  /// The version that is in use now. Whoever converts several times that belong together takes it
  /// once.
  package var release: TimeZoneRelease { state.withLock { $0.release } }

  /// The rules of a zone in the version that is in use now; see `TimeZoneRelease.zone`.
  package func zone(named name: String) throws(TimeZoneFault) -> TimeZoneRules {
    try release.zone(named: name)
  }

  /// Takes a new version in, if the files have changed and two calls in a row found them alike: an
  /// upgrade replaces one file after the other.
  ///
  /// Call it from one task, every few seconds. Blocks for some milliseconds, and for some 30 ms where
  /// it reads.
  ///
  /// - Returns: the new version, if its rules or its name differ from those in use before.
  /// - Throws: the fault of the new files: `databaseMissing`, or `unreadableData` for a zone that
  ///   had rules. The old version stays in use, and the files are not read again until they change.
  package func refresh() throws(TimeZoneFault) -> TimeZoneRelease? {
    let stamp = ZoneFiles.stamp(of: directory)
    let isSettled = state.withLock { state in
      defer { state.changing = state.stamp == stamp ? nil : stamp }
      return state.stamp != stamp && state.changing == stamp
    }
    guard isSettled else { return nil }
    let release = TimeZoneRelease(directory: directory)
    // Changed while it was read: the next calls find it settled, or not.
    guard ZoneFiles.stamp(of: directory) == stamp else { return nil }
    return try take(release, stamp)
  }

  private func take(
    _ release: TimeZoneRelease?, _ stamp: Fingerprint
  ) throws(TimeZoneFault) -> TimeZoneRelease? {
    let old = state.withLock { state in
      state.stamp = stamp
      state.changing = nil
      return state.release
    }
    guard let release else { throw .databaseMissing(searched: [directory]) }
    for (zone, reason) in release.damaged.sorted(by: { $0.key < $1.key })
    where old.damaged[zone] == nil {
      throw .unreadableData(zone: zone, reason: reason)
    }
    state.withLock { $0.release = release }
    return release.version.description == old.version.description ? nil : release
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
