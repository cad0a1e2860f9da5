import Synchronization
import WireText

// One version of the tz database, held in memory whole (about 0.5 MB), so that an upgrade of the files
// never mixes with it: a zone that is asked for later has the rules of the same version.
//
// It knows the zones' names from one listing. A name from a client is only ever looked up in it and
// never becomes a path by itself, so `..`, `/etc/passwd` and another letter case find nothing on any
// file system.

/// The zones of one version of the tz database, by their IANA names. Never changes.
package final class TimeZoneRelease: Sendable {
  /// Bytes of a name. The longest of the database has 32.
  package static let maximumNameLength = 64

  /// The version of the files that were read.
  package let version: TimeZoneVersion

  /// Those that can be relied on.
  private let files: [String: [UInt8]]
  let damaged: [String: TZifFault]
  /// At most as many as there are names.
  private let known = Mutex<[String: TimeZoneRules]>([:])

  /// Reads a directory.
  ///
  /// Blocks for some 30 ms. Nil if the directory holds no file that could be a zone's.
  init?(directory: String) {
    let stamps = ZoneFiles.stamps(in: directory)
    guard !stamps.isEmpty else { return nil }
    var reading = Reading()
    for name in stamps.keys.sorted() { reading.read(name, in: directory) }
    files = reading.files
    damaged = reading.damaged
    for (link, target) in ZoneLinks.all where reading.digests[link] == nil {
      reading.digests[link] = reading.digests[target]
    }
    version = TimeZoneVersion(
      name: ZoneFiles.version(of: directory), digest: reading.digest,
      newestFile: stamps.filter { reading.digests[$0.key] != nil }.values.map(\.modified).max()
        ?? Instant(secondsSince1970: 0))
  }

  /// All names that have rules.
  package var names: Set<String> {
    Set(files.keys).union(ZoneLinks.all.filter { files[$0.value] != nil }.keys)
  }

  /// The rules of a zone, by its name as the tz database spells it: `America/New_York`, `UTC`.
  ///
  /// A link of the file `backward` that the directory lacks has the rules of its target.
  /// Throws `unknownZone` also for what the directory holds beside geographic and fixed zones:
  /// `posix/` and `right/`, `localtime`, `posixrules`, `Factory` and tables. Never throws
  /// `databaseMissing`.
  package func zone(named name: String) throws(TimeZoneFault) -> TimeZoneRules {
    // Strings are equal where Unicode calls them so: a Kelvin sign would do for a K.
    guard name.utf8.count <= Self.maximumNameLength, name.utf8.allSatisfy({ $0 < 0x80 }) else {
      throw .unknownZone(name)
    }
    if let rules = known.withLock({ $0[name] }) { return rules }
    let rules = try read(name)
    known.withLock { $0[name] = rules }
    return rules
  }

  private func read(_ name: String) throws(TimeZoneFault) -> TimeZoneRules {
    if let reason = damaged[name] { throw .unreadableData(zone: name, reason: reason) }
    if let file = files[name] { return try Self.rules(name, file) }
    guard let target = ZoneLinks.all[name] else { throw .unknownZone(name) }
    if let reason = damaged[target] { throw .unreadableData(zone: name, reason: reason) }
    guard let file = files[target] else { throw .unknownZone(name) }
    return try Self.rules(name, file)
  }

  private static func rules(
    _ name: String, _ file: [UInt8]
  ) throws(TimeZoneFault) -> TimeZoneRules {
    do throws(TZifFault) {
      return try TimeZoneRules(name: name, tzif: file)
    } catch {
      throw .unreadableData(zone: name, reason: error)
    }
  }
}

/// A directory's zones as they are read, one after the other.
private struct Reading {
  private(set) var files: [String: [UInt8]] = [:]
  private(set) var damaged: [String: TZifFault] = [:]
  /// The digest of the rules of a zone, damaged rules included.
  var digests: [String: Fingerprint] = [:]
  /// Links are copies of their targets: each content is kept and parsed once.
  private var seen: [[UInt8]: (content: [UInt8], digest: Fingerprint)] = [:]

  mutating func read(_ name: String, in directory: String) {
    do throws(TZifFault) {
      let content = try ZoneFiles.content(of: "\(directory)/\(name)")
      if seen[content] == nil {
        seen[content] = (content, try TimeZoneRules(name: name, tzif: content).digest)
      }
      files[name] = seen[content]?.content
      digests[name] = seen[content]?.digest
    } catch .notTZif {
      return
    } catch {
      damaged[name] = error
      digests[name] = Fingerprint()
    }
  }

  /// Of all zones.
  var digest: String {
    var all = Fingerprint()
    for name in digests.keys.sorted() {
      all.add(name.utf8)
      all.add(digests[name]?.value ?? 0)
    }
    return Hexadecimal.text(UInt32(all.value >> 32))
  }
}
