import Foundation
import Scheduling
import Testing

@Suite("Scheduling: the version of time zone rules", .timeLimit(.minutes(5)))
struct TimeZoneVersionTests {
  private func version(
    _ zones: [String: TZifSample], _ name: String? = nil
  ) throws
    -> TimeZoneVersion
  {
    try ZoneFolder(zones, version: name).database().release.version
  }

  @Test(arguments: [
    ("tzdata.zi", "# version 2026b\n# This zic input file is in the public domain.\n"),
    ("+VERSION", "2026b\n"), ("VERSION", "2026b"), ("version", "2026b\n"),
    ("tzdata.zi", "# version 2026b-dirty\n"),
  ])
  func `is named by a file of the folder`(file: String, text: String) throws {
    let folder = try ZoneFolder(["Area/One": .fixed(1)])
    try folder.write(Array(text.utf8), to: file)
    let version = try folder.database().release.version
    #expect(version.name == "2026b")
    #expect("\(version)" == "2026b-\(version.digest)")
    #expect(version.digest.count == 8)
  }

  @Test func `has a digest if no file of the folder names it`() throws {
    let folder = try ZoneFolder(["Area/One": .fixed(1)])
    try folder.write(Array("# version unknown".utf8), to: "tzdata.zi")
    let version = try folder.database().release.version
    #expect(version.name == nil)
    #expect("\(version)" == "unknown-\(version.digest)")
  }

  private static let newYork = "EST5EDT,M3.2.0,M11.1.0"

  /// Files with all changes until 2037, and files with the last change and a rule, contain equal
  /// rules.
  @Test func `is equal for files that were built differently`() throws {
    let sample = TZifSample(offsets: [-18_000], footer: Self.newYork)
    let rules = try TimeZoneRules(name: "Area/One", tzif: sample.bytes)
    var offset = -18_000
    var changes: [(time: Int64, offset: Int)] = []
    for hour in 0..<(37 * 366 * 24) {
      let instant = Instant(secondsSince1970: 946_684_800 + Int64(hour) * 3600)
      let now = rules.local(at: instant).offset
      if now != offset { changes.append((instant.secondsSince1970, now)) }
      offset = now
    }
    #expect(changes.count == 74)
    let built = TZifSample(
      offsets: [-18_000, -14_400], times: changes.map(\.time),
      types: changes.map { $0.offset == -18_000 ? 0 : 1 }, footer: Self.newYork)
    let (slim, fat) = (try version(["Area/One": sample]), try version(["Area/One": built]))
    #expect(slim.digest == fat.digest)
    #expect(!slim.differs(from: fat))
  }

  /// 1 January 1990, 2 July 2050 and 1 January 2110.
  @Test(arguments: [(631_152_000, false), (2_540_332_800, true), (4_417_977_600, false)])
  func `changes with the offsets of the years of schedules`(time: Int64, isOther: Bool) throws {
    // Three minutes, and back.
    let blip = TZifSample(
      offsets: [3600, 7200], times: [time, time + 180], types: [1, 0], footer: "XXX-1")
    let (plain, other) = (try version(["Area/One": .fixed(1)]), try version(["Area/One": blip]))
    #expect(plain.differs(from: other) == isOther)
  }

  @Test func `changes with the names, except for links that the program knows`() throws {
    let one = try version(["Asia/Tokyo": .fixed(9)])
    #expect(one.differs(from: try version(["Asia/Tokyo": .fixed(9), "Asia/Other": .fixed(9)])))
    #expect(!one.differs(from: try version(["Asia/Tokyo": .fixed(9), "Japan": .fixed(9)])))
    #expect(one.differs(from: try version(["Asia/Tokyo": .fixed(9), "Japan": .fixed(8)])))
  }

  @Test func `differs if both have different names`() throws {
    let zones = ["Area/One": TZifSample.fixed(1)]
    let (old, new) = (try version(zones, "2026a"), try version(zones, "2026b"))
    #expect(old.digest == new.digest)
    #expect(old.differs(from: new))
    #expect(!old.differs(from: try version(zones)))
    #expect(!(try version(zones)).differs(from: old))
  }

  private static func day(_ text: String) throws -> Instant {
    let date = try Date("\(text)T00:00:00Z", strategy: .iso8601)
    return Instant(secondsSince1970: Int64(date.timeIntervalSince1970))
  }

  /// The release date if it is known. Otherwise the end of its year, unless its files are older.
  @Test(arguments: [
    ("2025b", "2026-11-29", "2026-11-29", 617), ("2026c", "2026-11-29", "2026-11-29", 144),
    ("2027a", "2027-03-05", "2027-03-10", 5), ("2027a", "2029-01-01", "2028-01-02", 2),
    ("2019c", "2026-11-29", "2026-11-29", 2525), (nil, "2026-11-01", "2026-11-29", 28),
  ])
  func `has an age, which is never too high`(
    name: String?, newestFile: String, now: String, age: Int64
  ) throws {
    let version = TimeZoneVersion(
      name: name, digest: "00000000", newestFile: try Self.day(newestFile))
    #expect(version.age(at: try Self.day(now)) == age)
    #expect(version.isOld(at: try Self.day(now)) == (age > 183))
  }

  @Test func `has the time of its newest zone file`() throws {
    let folder = try ZoneFolder(["Area/One": .fixed(1), "Area/Two": .fixed(1)])
    try folder.write(Array("no zone".utf8), to: "table")
    for (file, day) in [
      ("Area/One", "2026-01-02"), ("Area/Two", "2026-03-04"), ("table", "2026-05-06"),
    ] {
      let date = Date(
        timeIntervalSince1970: TimeInterval(try Self.day(day).secondsSince1970))
      try FileManager.default.setAttributes(
        [.modificationDate: date], ofItemAtPath: "\(folder.path)/\(file)")
    }
    #expect(try folder.database().release.version.newestFile == (try Self.day("2026-03-04")))
  }
}
