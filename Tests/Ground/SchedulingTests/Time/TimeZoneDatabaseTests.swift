import Scheduling
import Testing

@Suite("Scheduling: the tz database", .timeLimit(.minutes(5)))
struct TimeZoneDatabaseTests {
  private let database: TimeZoneDatabase

  init() throws {
    database = try TimeZoneDatabase()
  }

  @Test(arguments: [
    "UTC", "America/New_York", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "Asia/Kolkata",
  ])
  func `a zone has the requested name`(name: String) throws {
    #expect(try database.zone(named: name).name == name)
  }

  @Test(arguments: [
    "", " ", "/", ".", "..", "../zoneinfo/UTC", "/usr/share/zoneinfo/UTC", "America/../UTC",
    "America/./New_York", "America//New_York", "America/New_York/", "/America/New_York", "America",
    "America/", "UTC\0", "UTC\0/../etc", "America/New_York ", " UTC", "UTC\n", "posix/UTC",
    "right/UTC", "posix/America/New_York", "right/America/New_York", "localtime", "posixrules",
    "Factory", "america/new_york", "utc", "AMERICA/NEW_YORK", "America/new_york", "zone.tab",
    "zone1970.tab", "iso3166.tab", "tzdata.zi", "leapseconds", "leap-seconds.list", "+VERSION",
    "Nowhere/Land", "EST5EDT,M3.2.0,M11.1.0", ":UTC", "GMT+5", "+05:00", "Z",
    "America\\New_York", "Amérique/New_York", "UTC%00", "..%2fUTC",
    "../../../../etc/passwd", "America/New_York\u{301}", "Asia/\u{212A}olkata",
  ])
  func `a text that is not a zone name is unknown`(name: String) {
    #expect(database.fault(name) == .unknownZone(name))
  }

  @Test func `a long name is unknown`() {
    for name in [String(repeating: "A", count: 65), String(repeating: "A/", count: 1_000_000)] {
      #expect(database.fault(name) == .unknownZone(name))
    }
  }

  @Test func `the error for a missing database lists the searched folders`() {
    let directories = ["/nonexistent/a", "/nonexistent/b"]
    #expect(throws: TimeZoneFault.databaseMissing(searched: directories)) {
      try TimeZoneDatabase(directories: directories)
    }
  }
}

extension TimeZoneDatabase {
  /// Why a zone has no rules; nil if it has rules.
  func fault(_ name: String) -> TimeZoneFault? {
    do throws(TimeZoneFault) {
      _ = try zone(named: name)
      return nil
    } catch {
      return error
    }
  }
}
