import Foundation
import Scheduling
import Testing

@Suite("Scheduling: zones that are links", .timeLimit(.minutes(5)))
struct ZoneLinkTests {
  /// Links of the file `backward`: one of each section and of each kind of target.
  private static let links = [
    ("US/Eastern", "America/New_York"), ("Asia/Calcutta", "Asia/Kolkata"),
    ("Europe/Kiev", "Europe/Kyiv"), ("UTC", "Etc/UTC"), ("GMT", "Etc/GMT"), ("Zulu", "Etc/UTC"),
    ("America/Buenos_Aires", "America/Argentina/Buenos_Aires"), ("EST", "America/Panama"),
    ("PST8PDT", "America/Los_Angeles"), ("GB", "Europe/London"), ("NZ-CHAT", "Pacific/Chatham"),
    ("Africa/Asmera", "Africa/Nairobi"), ("Etc/GMT-0", "Etc/GMT"), ("W-SU", "Europe/Moscow"),
    ("America/Argentina/ComodRivadavia", "America/Argentina/Catamarca"),
    ("Pacific/Truk", "Pacific/Port_Moresby"), ("Asia/Ulan_Bator", "Asia/Ulaanbaatar"),
  ]

  @Test(arguments: links)
  func `have the rules of their targets under their own names`(
    link: String, target: String
  ) throws {
    let database = try ZoneFolder([target: .fixed(5)]).database()
    let rules = try database.zone(named: link)
    #expect(rules.name == link)
    #expect(rules.local(at: Instant(secondsSince1970: 0)).offset == 5 * 3600)
    #expect(database.release.names.isSuperset(of: [link, target]))
  }

  @Test func `have the system's rules if it has a file for them`() throws {
    let database = try ZoneFolder(["Asia/Tokyo": .fixed(9), "Japan": .fixed(8)]).database()
    let japan = try database.zone(named: "Japan")
    #expect(japan.local(at: Instant(secondsSince1970: 0)).offset == 8 * 3600)
  }

  @Test func `are unknown or damaged if their targets are`() throws {
    let folder = try ZoneFolder(["Asia/Seoul": .fixed(9)])
    try folder.write(Array(TZifSample.fixed(9).bytes.dropLast()), to: "Asia/Tokyo")
    let database = try folder.database()
    #expect(database.fault("US/Eastern") == .unknownZone("US/Eastern"))
    #expect(database.fault("Japan") == .unreadableData(zone: "Japan", reason: .truncated))
    #expect(database.fault("japan") == .unknownZone("japan"))
    #expect(!database.release.names.contains("Japan"))
  }

  /// As installed by Debian 13 and Ubuntu 24.04 without tzdata-legacy: the system's zones without
  /// the names that the program knows as links.
  @Test func `agree with the system's files even if they have no files`() throws {
    let system = try TimeZoneDatabase()
    let full = system.release
    let folder = try ZoneFolder()
    let links = try Self.namesOfBackward(in: full)
    for name in full.names.subtracting(links) {
      let content = try Data(contentsOf: URL(filePath: "\(system.directory)/\(name)"))
      try folder.write(Array(content), to: name)
    }
    let bare = try folder.database().release
    #expect(links.count >= 250)
    for link in links {
      let (own, systems) = (try bare.zone(named: link), try full.zone(named: link))
      // Every day around midnight, from 2000 to 2040.
      for day in Int64(10_957)...25_567 {
        let instant = Instant(secondsSince1970: day * 86_400)
        if own.local(at: instant) != systems.local(at: instant) {
          Issue.record("\(link) at \(instant)")
          break
        }
      }
    }
    #expect(bare.version.digest == full.version.digest)
  }

  /// The other names that a folder with only their targets knows.
  private static func namesOfBackward(in release: TimeZoneRelease) throws -> Set<String> {
    let targets = release.names
    // A folder of one zone knows the zone and its links.
    var links: Set<String> = []
    for target in targets {
      let database = try ZoneFolder([target: .fixed(0)]).database()
      links.formUnion(database.release.names.subtracting([target]))
    }
    return links
  }
}
