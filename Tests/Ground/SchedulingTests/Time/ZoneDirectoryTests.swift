import Foundation
import Scheduling
import Testing

/// A small tz database with every kind of entry, in a separate directory.
@Suite("Scheduling: a directory of zones", .timeLimit(.minutes(5)))
final class ZoneDirectoryTests {
  private let root: URL
  private var path: String { root.path(percentEncoded: false) }

  init() throws {
    root = URL.temporaryDirectory.appending(path: "tz-\(UUID().uuidString)")
    for folder in ["Empty", "Zones/Area", "Zones/posix", "Zones/a/b/c"] {
      try FileManager.default.createDirectory(
        at: root.appending(path: folder), withIntermediateDirectories: true)
    }
    let sound = Data(TZifSample(offsets: [3600], footer: "CET-1").bytes)
    for (path, data) in [
      ("Area/Sound", sound), ("posix/Sound", sound), ("localtime", sound), ("a/b/c/Deep", sound),
      ("Area/Short", sound.dropLast()), ("Area/Table", Data("# no zone".utf8)),
      ("Area/Empty", Data()), ("Area/Large", sound + Data(count: 300_000)),
    ] {
      try data.write(to: root.appending(path: "Zones/\(path)"))
    }
    for (link, destination) in [("Area/Link", "Sound"), ("Loop", ".")] {
      try FileManager.default.createSymbolicLink(
        atPath: "\(path)/Zones/\(link)", withDestinationPath: destination)
    }
  }

  deinit {
    try? FileManager.default.removeItem(at: root)
  }

  private func database() throws(TimeZoneFault) -> TimeZoneDatabase {
    try TimeZoneDatabase(directories: ["\(path)/Missing", "\(path)/Empty", "\(path)/Zones"])
  }

  @Test func `the first directory with zones is used`() throws {
    #expect(try database().directory == "\(path)/Zones")
  }

  @Test(arguments: ["Area/Sound", "Area/Link"])
  func `a zone may be a file or a link`(name: String) throws {
    let noon = Instant(secondsSince1970: 43_200)
    #expect(try database().zone(named: name).local(at: noon).offset == 3600)
  }

  @Test(arguments: [
    "posix/Sound", "localtime", "a/b/c/Deep", "Area/Table", "Area/Missing", "area/sound", "Area",
  ])
  func `a name that is not a zone of the directory is unknown`(name: String) throws {
    #expect(try database().fault(name) == .unknownZone(name))
  }

  @Test(arguments: [
    ("Area/Short", TZifFault.truncated), ("Area/Empty", .truncated), ("Area/Large", .tooLarge),
  ])
  func `a damaged zone and an unknown zone have different errors`(
    name: String, reason: TZifFault
  ) throws {
    #expect(try database().fault(name) == .unreadableData(zone: name, reason: reason))
  }

  @Test func `a zone outlives its file, whether or not it was used before`() throws {
    let database = try database()
    #expect(database.fault("Area/Sound") == nil)
    try FileManager.default.removeItem(at: root)
    #expect(database.fault("Area/Sound") == nil)
    #expect(database.fault("Area/Link") == nil)
    #expect(
      database.fault("Area/Short") == .unreadableData(zone: "Area/Short", reason: .truncated))
  }

  @Test func `only zones with rules have names`() throws {
    let names = try database().release.names
    #expect(names.isSuperset(of: ["Area/Sound", "Area/Link"]))
    #expect(names.isDisjoint(with: ["Area/Short", "Area/Table", "posix/Sound", "US/Eastern"]))
  }
}
