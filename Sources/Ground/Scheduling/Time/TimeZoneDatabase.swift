import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

// The zones of the system's tz database (https://www.iana.org/time-zones). Each process has one
// instance. It is created at the start, so that a server without a tz database does not start. An
// upload checks whether its zone exists, and the worker reads the rules.
//
//     current --files changed--> changing --unchanged at the next check--> current, or rejected
//                                   |  ^
//                                   +--+ changed again

/// The tz database of a process, which follows its files. Safe to use from any thread.
package final class TimeZoneDatabase: Sendable {
  private struct State {
    var release: TimeZoneRelease
    /// The files of the release in use, or of the last rejected release.
    var stamp: Fingerprint
    /// The changed files at the last check; nil if nothing has changed.
    var changing: Fingerprint?
  }

  /// The path of the database.
  package let directory: String
  private let state: Mutex<State>

  /// Opens the system's database. If the environment variable TZDIR is set, only its directory is
  /// used. Otherwise, the first usual directory that contains a zone is used.
  package convenience init() throws(TimeZoneFault) {
    try self.init(directories: Self.systemDirectories)
  }

  /// Opens the first of these directories that contains a zone. Blocks for about 30 ms.
  ///
  /// - Throws: only `databaseMissing`.
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

  /// The release in use. A caller that converts several related times must read this property once.
  package var release: TimeZoneRelease { state.withLock { $0.release } }

  /// The rules of a zone in the release in use; see `TimeZoneRelease.zone`.
  package func zone(named name: String) throws(TimeZoneFault) -> TimeZoneRules {
    try release.zone(named: name)
  }

  /// Loads a new release if the files have changed and two consecutive calls find the same files.
  /// An upgrade replaces one file after the other, so a single call may see a mixture.
  ///
  /// Call it from one task, every few seconds. It blocks for a few milliseconds, or for about 30 ms
  /// if it loads a release.
  ///
  /// - Returns: the new release; nil if neither the rules nor the name have changed.
  /// - Throws: the fault of the new files: `databaseMissing`, or `unreadableData` for a zone that
  ///   had rules. The old release stays in use. The files are not read again until they change.
  package func refresh() throws(TimeZoneFault) -> TimeZoneRelease? {
    let stamp = ZoneFiles.stamp(of: directory)
    let isSettled = state.withLock { state in
      defer { state.changing = state.stamp == stamp ? nil : stamp }
      return state.stamp != stamp && state.changing == stamp
    }
    guard isSettled else { return nil }
    let release = TimeZoneRelease(directory: directory)
    // The files changed during the read. The next calls check whether they are stable.
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

  /// The usual directories, in the order of the search.
  private static var systemDirectories: [String] {
    if let chosen = getenv("TZDIR"), chosen.pointee != 0 { return [String(cString: chosen)] }
    return [
      "/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo",
      "/var/db/timezone/zoneinfo",
    ]
  }
}
