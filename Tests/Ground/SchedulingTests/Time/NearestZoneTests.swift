import Scheduling
import Testing

@Suite("Scheduling: the zone that a wrong name probably means", .timeLimit(.minutes(5)))
struct NearestZoneTests {
  private static let database = try? TimeZoneDatabase()

  @Test(arguments: [
    // Letter case and punctuation.
    ("america/new_york", "America/New_York"), ("EUROPE/BERLIN", "Europe/Berlin"), ("utc", "UTC"),
    ("America/New York", "America/New_York"), ("America\\New_York", "America/New_York"),
    ("America%2FNew_York", "America/New_York"), ("etc/gmt", "Etc/GMT"),
    // A part of the name.
    ("New York", "America/New_York"), ("Berlin", "Europe/Berlin"), ("tokyo", "Asia/Tokyo"),
    ("Europe/Madrid/", "Europe/Madrid"), ("US/New_York", "America/New_York"),
    // Misspelt.
    ("Europe/Berln", "Europe/Berlin"), ("Amercia/Chicago", "America/Chicago"),
    ("America/New\u{200B}_York", "America/New_York"), ("Asia/Kolkatta", "Asia/Kolkata"),
    // Names of others.
    ("Eastern Standard Time", "America/New_York"), ("EST5", "America/New_York"),
    ("Eastern Daylight Time", "America/New_York"), ("PST", "America/Los_Angeles"),
    ("Eastern Time (US & Canada)", "America/New_York"), ("CEST", "Europe/Berlin"),
    ("W. Europe Standard Time", "Europe/Berlin"), ("India Standard Time", "Asia/Kolkata"),
  ])
  func isFound(text: String, zone: String) throws {
    let database = try #require(Self.database)
    #expect(database.release.nearestName(to: text) == zone)
    #expect(throws: Never.self) { try database.zone(named: zone) }
  }

  @Test(arguments: [
    "", "Mars/Base", "../../etc/passwd", "+02:00", "UTC+2", "GMT-05:00", "Etc/GMT+15", "x", "null",
    "Factory", "posixrules", "zone.tab", "🗓", String(repeating: "Europe/Berlin", count: 5),
  ])
  func isNotInvented(text: String) throws {
    #expect(try #require(Self.database).release.nearestName(to: text) == nil)
  }

  @Test func `every abbreviation and foreign name has a zone that exists`() throws {
    let database = try #require(Self.database)
    for key in ["sast", "trt", "aedt", "nzdt", "brt", "pht", "jst", "msk", "gst", "uk", "z"] {
      let name = try #require(database.release.nearestName(to: key))
      #expect(throws: Never.self) { try database.zone(named: name) }
    }
  }
}
