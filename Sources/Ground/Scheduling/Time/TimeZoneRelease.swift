import Synchronization
import WireText

// One release of the tz database, completely in memory (about 0.5 MB). An upgrade of the files does
// not affect it, so all zones have the rules of one release.
//
// The zone names come from one directory listing. A client's name is only looked up among them and
// never becomes a path. So `..`, `/etc/passwd` and other letter cases are never found.

/// The zones of one version of the tz database, by their IANA names. Never changes.
package final class TimeZoneRelease: Sendable {
  /// The maximum length of a name in bytes. The longest name of the database has 32 bytes.
  package static let maximumNameLength = 64

  /// The version of the files that were read.
  package let version: TimeZoneVersion

  /// The contents of the usable files, by zone name.
  private let files: [String: [UInt8]]
  let damaged: [String: TZifFault]
  /// The rules that were requested so far, by zone name.
  private let known = Mutex<[String: TimeZoneRules]>([:])

  /// Reads a directory; nil if it contains no file that could be a zone. Blocks for about 30 ms.
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

  /// The names of all zones with rules.
  package var names: Set<String> {
    Set(files.keys).union(ZoneLinks.all.filter { files[$0.value] != nil }.keys)
  }

  /// The rules of a zone, by its name as the tz database spells it: `America/New_York`, `UTC`.
  ///
  /// If the directory lacks a link of the file `backward`, that name has the rules of the link's
  /// target.
  ///
  /// - Throws: `unknownZone` or `unreadableData`. `unknownZone` also applies to entries that are
  ///   not geographic or fixed zones: `posix/`, `right/`, `localtime`, `posixrules`, `Factory` and
  ///   tables.
  package func zone(named name: String) throws(TimeZoneFault) -> TimeZoneRules {
    // Swift compares strings by canonical equivalence, so a Kelvin sign would equal a K.
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

/// Reads the zones of a directory one after the other.
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

  /// The digest of the rules of all zones.
  var digest: String {
    var all = Fingerprint()
    for name in digests.keys.sorted() {
      all.add(name.utf8)
      all.add(digests[name]?.value ?? 0)
    }
    return Hexadecimal.text(UInt32(all.value >> 32))
  }
}
