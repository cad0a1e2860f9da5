import Foundation
import Scheduling
import Testing

@Suite("Scheduling: a tz database whose files change", .timeLimit(.minutes(5)))
struct TimeZoneRefreshTests {
  private let folder: ZoneFolder
  private let database: TimeZoneDatabase

  init() throws {
    folder = try ZoneFolder(["Area/One": .fixed(1), "Area/Two": .fixed(1)], version: "2026a")
    database = try folder.database()
  }

  private func hours(_ zone: String) throws -> Int {
    try database.zone(named: zone).local(at: Instant(secondsSince1970: 1_800_000_000)).offset / 3600
  }

  @Test func `is read again once two checks have found the same files`() throws {
    #expect(try hours("Area/One") == 1)
    try folder.write(.fixed(2), to: "Area/One")
    try folder.write(version: "2026b")
    #expect(try database.refresh() == nil)
    #expect(try hours("Area/One") == 1)
    #expect(try database.refresh()?.version.name == "2026b")
    #expect(try hours("Area/One") == 2)
    #expect(database.release.version.name == "2026b")
    #expect(try database.refresh() == nil)
  }

  @Test func `is not read while the files keep changing`() throws {
    for hours in Int32(2)...5 {
      try folder.write(.fixed(hours), to: "Area/One")
      #expect(try database.refresh() == nil)
    }
    #expect(try hours("Area/One") == 1)
    #expect(try database.refresh() != nil)
    #expect(try hours("Area/One") == 5)
  }

  /// Otherwise, a process that had used only one zone would have new rules for the other zone.
  @Test func `has all zones of one release until then, even unused zones`() throws {
    let release = database.release
    #expect(try hours("Area/One") == 1)
    for zone in ["Area/One", "Area/Two"] { try folder.write(.fixed(2), to: zone) }
    #expect(try hours("Area/Two") == 1)
    _ = try database.refresh()
    _ = try database.refresh()
    #expect(try hours("Area/Two") == 2)
    // A caller that has the old release continues with it.
    let instant = Instant(secondsSince1970: 0)
    #expect(try release.zone(named: "Area/Two").local(at: instant).offset == 3600)
    #expect(release.version.digest != database.release.version.digest)
  }

  /// `cp` over a file keeps its name and inode, and `cp -p` also its time. Here the size is
  /// unchanged too.
  @Test func `is read again after a file was overwritten with its old time`() throws {
    let file = "\(folder.path)/Area/One"
    let time = try #require(
      try FileManager.default.attributesOfItem(atPath: file)[.modificationDate] as? Date)
    let handle = try #require(FileHandle(forWritingAtPath: file))
    try handle.write(contentsOf: Data(TZifSample.fixed(2).bytes))
    try handle.close()
    try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: file)
    _ = try database.refresh()
    #expect(try database.refresh() != nil)
    #expect(try hours("Area/One") == 2)
  }

  @Test func `knows added zones and forgets removed zones`() throws {
    try folder.write(.fixed(3), to: "Area/Three")
    try folder.remove("Area/Two")
    _ = try database.refresh()
    #expect(try database.refresh() != nil)
    #expect(try hours("Area/Three") == 3)
    #expect(database.fault("Area/Two") == .unknownZone("Area/Two"))
  }

  @Test func `keeps the old release if a zone is damaged, and reports it once`() throws {
    try folder.write(Array(TZifSample.fixed(2).bytes.dropLast()), to: "Area/Two")
    try folder.write(.fixed(2), to: "Area/One")
    #expect(try database.refresh() == nil)
    #expect(throws: TimeZoneFault.unreadableData(zone: "Area/Two", reason: .truncated)) {
      try database.refresh()
    }
    #expect(try database.refresh() == nil)
    #expect(try hours("Area/One") == 1)
    try folder.write(.fixed(2), to: "Area/Two")
    _ = try database.refresh()
    #expect(try database.refresh() != nil)
    #expect(try (hours("Area/One"), hours("Area/Two")) == (2, 2))
  }

  @Test func `keeps the old release if the folder is empty`() throws {
    for file in ["Area", "tzdata.zi"] { try folder.remove(file) }
    _ = try database.refresh()
    #expect(throws: TimeZoneFault.databaseMissing(searched: [folder.path])) {
      try database.refresh()
    }
    #expect(try hours("Area/One") == 1)
  }

  @Test func `has no new release if only a table was added`() throws {
    let release = database.release
    try folder.write(Array("# no zone".utf8), to: "table")
    _ = try database.refresh()
    #expect(try database.refresh() == nil)
    #expect(database.release.version == release.version)
  }
}
