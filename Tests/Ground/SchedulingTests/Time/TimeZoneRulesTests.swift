import Scheduling
import Testing

@Suite("Scheduling: local times of a zone", .timeLimit(.minutes(5)))
struct TimeZoneRulesTests {
  private let database: TimeZoneDatabase

  init() throws {
    database = try TimeZoneDatabase()
  }

  private func resolve(_ text: String, _ zone: String) throws -> LocalResolution {
    try database.zone(named: zone).resolve(DateTimeFormat.default.parse(text))
  }

  private func gap(_ text: String, _ zone: String) throws -> LocalGap? {
    if case .gap(let gap) = try resolve(text, zone) { gap } else { nil }
  }

  @Test(arguments: [
    ("09:00 2026-06-01", "America/New_York", "2026-06-01T13:00:00Z"),
    ("09:00 2026-12-01", "America/New_York", "2026-12-01T14:00:00Z"),
    ("09:00 2026-06-01", "UTC", "2026-06-01T09:00:00Z"),
    ("09:00 2026-06-01", "Asia/Kathmandu", "2026-06-01T03:15:00Z"),
    ("09:00 2026-06-01", "Etc/GMT+5", "2026-06-01T14:00:00Z"),
    ("00:30 2026-06-01", "Pacific/Kiritimati", "2026-05-31T10:30:00Z"),
    ("12:00 2026-07-01", "Europe/Dublin", "2026-07-01T11:00:00Z"),
    ("12:00 2026-01-01", "Europe/Dublin", "2026-01-01T12:00:00Z"),
    ("12:00 2026-01-15", "Australia/Lord_Howe", "2026-01-15T01:00:00Z"),
    ("12:00 2026-07-15", "Australia/Lord_Howe", "2026-07-15T01:30:00Z"),
  ])
  func `most local times are one instant`(text: String, zone: String, utc: String) throws {
    guard case .unique(let instant) = try resolve(text, zone) else {
      Issue.record("\(text) is not unique in \(zone)")
      return
    }
    #expect(instant.iso8601 == utc)
  }

  @Test(arguments: [
    ("02:00 2026-03-08", "America/New_York", "2026-03-08 02:00", "2026-03-08 03:00"),
    ("02:30 2026-03-08", "America/New_York", "2026-03-08 02:00", "2026-03-08 03:00"),
    ("02:59 2026-03-08", "America/New_York", "2026-03-08 02:00", "2026-03-08 03:00"),
    ("01:30 2026-03-29", "Europe/Dublin", "2026-03-29 01:00", "2026-03-29 02:00"),
    ("02:15 2026-10-04", "Australia/Lord_Howe", "2026-10-04 02:00", "2026-10-04 02:30"),
    ("12:00 2011-12-30", "Pacific/Apia", "2011-12-30 00:00", "2011-12-31 00:00"),
    ("12:00 1993-08-21", "Pacific/Kwajalein", "1993-08-21 00:00", "1993-08-22 00:00"),
    ("00:30 2024-04-26", "Africa/Cairo", "2024-04-26 00:00", "2024-04-26 01:00"),
  ])
  func `a skipped time returns the gap`(text: String, zone: String, from: String, to: String) throws
  {
    let gap = try #require(try gap(text, zone))
    #expect("\(gap.from)" == from)
    #expect("\(gap.to)" == to)
  }

  @Test func `a gap has its instant and its offsets`() throws {
    let gap = try #require(try gap("02:30 2026-03-08", "America/New_York"))
    #expect(gap.transition.iso8601 == "2026-03-08T07:00:00Z")
    #expect((gap.offsetBefore, gap.offsetAfter) == (-5 * 3600, -4 * 3600))
  }

  @Test(arguments: [
    ("01:00 2026-11-01", "America/New_York", "2026-11-01T05:00:00Z", "2026-11-01T06:00:00Z"),
    ("01:59 2026-11-01", "America/New_York", "2026-11-01T05:59:00Z", "2026-11-01T06:59:00Z"),
    ("01:30 2026-10-25", "Europe/Dublin", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"),
    ("01:45 2026-04-05", "Australia/Lord_Howe", "2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z"),
    ("12:00 1867-10-19", "America/Sitka", "1867-10-18T21:01:13Z", "1867-10-19T21:01:13Z"),
  ])
  func `a repeated time has two instants`(
    text: String, zone: String, first: String, second: String
  ) throws {
    guard case .overlap(let earlier, let later) = try resolve(text, zone) else {
      Issue.record("\(text) does not occur twice in \(zone)")
      return
    }
    #expect(earlier.iso8601 == first)
    #expect(later.iso8601 == second)
  }

  @Test(arguments: ["01:59 2026-03-08", "03:00 2026-03-08", "00:59 2026-11-01", "02:00 2026-11-01"])
  func `the minutes beside a transition are unique`(text: String) throws {
    guard case .unique = try resolve(text, "America/New_York") else {
      Issue.record("\(text) is not unique")
      return
    }
  }

  /// As Amsterdam in 1937, but in 1970: from +00:19:32 to +00:20, at midnight.
  @Test func `a gap after an offset with seconds has whole minutes`() throws {
    let rules = try TimeZoneRules(
      name: "Test/Seconds", tzif: TZifSample(offsets: [1172, 1200], times: [-1172]).bytes)
    let midnight = LocalDateTime(minutesSince1970: 0)
    guard case .gap(let gap) = rules.resolve(midnight) else {
      Issue.record("00:00 exists")
      return
    }
    #expect("\(gap.from)" == "1970-01-01 00:00")
    #expect("\(gap.to)" == "1970-01-01 00:01")
    let reading = rules.local(at: Instant(secondsSince1970: -1172))
    #expect(reading.dateTime == midnight)
    #expect((reading.second, reading.offset) == (28, 1200))
  }

  @Test func `a local time in three spans has a first and a last instant`() throws {
    // Two steps of an hour back, half an hour apart.
    let sample = TZifSample(offsets: [7200, 3600, 0], times: [0, 1800])
    let rules = try TimeZoneRules(name: "Test/Twice", tzif: sample.bytes)
    let local = LocalDateTime(minutesSince1970: 75)
    let expected = LocalResolution.overlap(
      earlier: Instant(secondsSince1970: 75 * 60 - 7200),
      later: Instant(secondsSince1970: 75 * 60))
    #expect(rules.resolve(local) == expected)
  }

  @Test func `a gap that a later step back fills is not a gap`() throws {
    // Forward by two hours, and half an hour later back to where it was.
    let sample = TZifSample(offsets: [0, 7200, 0], times: [0, 1800], types: [1, 0])
    let rules = try TimeZoneRules(name: "Test/Blip", tzif: sample.bytes)
    let inside = LocalDateTime(minutesSince1970: 60)
    #expect(rules.resolve(inside) == .unique(Instant(secondsSince1970: 3600)))
    guard case .gap = rules.resolve(LocalDateTime(minutesSince1970: 15)) else {
      Issue.record("00:15 exists")
      return
    }
  }

  @Test(arguments: ["America/New_York", "Pacific/Apia", "Africa/Casablanca", "Europe/Dublin"])
  func `a cursor agrees with its rules after any previous time`(zone: String) throws {
    let rules = try database.zone(named: zone)
    var cursor = TimeZoneCursor(rules)
    var random = SplitMix(state: 7)
    let end: Int64 = 4_223_371_680  // year 9999
    for _ in 0..<400 {
      let anywhere = Int64.random(in: -73_000_000...end, using: &random)
      for step in 0..<50 {
        let local = LocalDateTime(minutesSince1970: min(anywhere + Int64(step) * 9973, end))
        guard cursor.resolve(local) == rules.resolve(local) else {
          Issue.record("\(local) in \(zone)")
          return
        }
      }
    }
  }

  @Test(arguments: ["America/New_York", "Australia/Lord_Howe", "Europe/Dublin"])
  func `a cursor notices a transition from either side`(zone: String) throws {
    let rules = try database.zone(named: zone)
    let newYear = try #require(LocalDateTime(year: 2026, month: 1, day: 1, hour: 0, minute: 0))
    let quarters = (0..<365 * 96).map {
      LocalDateTime(minutesSince1970: newYear.minutesSince1970 + Int64($0) * 15)
    }
    let expected = quarters.map(rules.resolve)
    var forward = TimeZoneCursor(rules)
    #expect(quarters.map { forward.resolve($0) } == expected)
    var backward = TimeZoneCursor(rules)
    #expect(quarters.reversed().map { backward.resolve($0) } == expected.reversed())
  }
}

/// Random numbers that are the same in every run (Vigna's SplitMix64).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
