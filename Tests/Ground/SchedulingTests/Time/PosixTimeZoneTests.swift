import Scheduling
import Testing

@Suite("Scheduling: TZ strings", .timeLimit(.minutes(5)))
struct PosixTimeZoneTests {
  private func rules(_ footer: String) throws(TZifFault) -> TimeZoneRules {
    try TimeZoneRules(name: "Test/Footer", tzif: TZifSample(footer: footer).bytes)
  }

  /// The offset at noon UTC of a date.
  private func offset(_ rules: TimeZoneRules, _ year: Int, _ month: Int, _ day: Int) throws -> Int {
    let noon = try #require(
      LocalDateTime(year: year, month: month, day: day, hour: 12, minute: 0))
    return rules.local(at: Instant(secondsSince1970: noon.minutesSince1970 * 60)).offset
  }

  @Test(arguments: [
    ("UTC0", 0), ("EST5", -18_000), ("<+0545>-5:45", 20_700), ("<-00>0", 0),
    ("LMT+0:01:15", -75), ("XXX-24", 86_400), ("XXX24", -86_400), ("MST07:00:00", -25_200),
  ])
  func `a string without daylight saving time is an offset`(footer: String, seconds: Int) throws {
    let rules = try rules(footer)
    for year in [1, 1970, 2026, 9999] {
      #expect(try offset(rules, year, 7, 1) == seconds)
    }
  }

  @Test(arguments: [1, 1999, 2000, 2026, 2100, 2400, 2403, 2404, 2807, 9999])
  func `a weekday rule applies in every year`(year: Int) throws {
    let rules = try rules("EST5EDT,M3.2.0,M11.1.0")
    let changes = (1...366).filter { day in
      let newYear = LocalDateTime(year: year, month: 1, day: 1, hour: 12, minute: 0)
      let noon = (newYear?.minutesSince1970 ?? 0) * 60 + Int64(day - 1) * 86_400
      let before = rules.local(at: Instant(secondsSince1970: noon - 86_400)).offset
      return rules.local(at: Instant(secondsSince1970: noon)).offset != before
    }
    // Second Sunday of March and first of November, by Sakamoto's weekday of 1 March.
    let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
    let march1 = (1 + 2 + year + year / 4 - year / 100 + year / 400) % 7  // 0 is Sunday
    let secondSunday = 1 + (7 - march1) % 7 + 7
    // 1 November is 245 days, a whole number of weeks, after 1 March.
    let firstSunday = 1 + (7 - march1) % 7
    let before = isLeap ? 60 : 59
    #expect(changes == [before + secondSunday, before + 245 + firstSunday])
  }

  @Test func `Jn never counts the leap day, n does`() throws {
    let julian = try rules("STD0DST,J60,J300")
    let ordinal = try rules("STD0DST,59,299")
    for year in [2023, 2025, 2100] {
      #expect(try offset(julian, year, 2, 28) == 0)
      #expect(try offset(julian, year, 3, 1) == 3600)
      #expect(try offset(ordinal, year, 2, 28) == 0)
      #expect(try offset(ordinal, year, 3, 1) == 3600)
    }
    for year in [2000, 2024] {
      #expect(try offset(julian, year, 2, 29) == 0)
      #expect(try offset(julian, year, 3, 1) == 3600)
      #expect(try offset(julian, year, 10, 26) == 3600)
      #expect(try offset(julian, year, 10, 27) == 0)
      #expect(try offset(ordinal, year, 2, 28) == 0)
      #expect(try offset(ordinal, year, 2, 29) == 3600)
      #expect(try offset(ordinal, year, 10, 26) == 0)
    }
  }

  /// RFC 9636 section 3.3.1 gives this string for permanent daylight saving time.
  @Test func `daylight saving time can last all year`() throws {
    let rules = try rules("XXX3EDT4,0/0,J365/23")
    for year in [1970, 2024, 2025, 9999] {
      for (month, day) in [(1, 1), (7, 1), (12, 31)] {
        #expect(try offset(rules, year, month, day) == -4 * 3600)
      }
    }
    let newYear = LocalDateTime(year: 2026, month: 1, day: 1, hour: 0, minute: 0)
    let local = try #require(newYear)
    #expect(
      rules.resolve(local)
        == .unique(Instant(secondsSince1970: local.minutesSince1970 * 60 + 4 * 3600)))
  }

  /// As in Godthab: the change is at 22:00 on the previous evening, 28 March 2026.
  @Test func `times can be up to a week before or after their day`() throws {
    let early = try rules("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1")
    let gap = try #require(LocalDateTime(year: 2026, month: 3, day: 28, hour: 22, minute: 30))
    guard case .gap(let skipped) = early.resolve(gap) else {
      Issue.record("22:30 exists")
      return
    }
    #expect("\(skipped.from)" == "2026-03-28 22:00")
    let late = try rules("<+02>-2<+03>,M3.4.4/167,J1/-167")
    #expect(try offset(late, 2026, 4, 1) == 7200)
    #expect(try offset(late, 2026, 4, 3) == 10_800)
    #expect(try offset(late, 2026, 12, 24) == 10_800)
    #expect(try offset(late, 2026, 12, 26) == 7200)
  }

  @Test func `the string applies after the last transition of the file`() throws {
    let sample = TZifSample(
      offsets: [7200, 0], times: [1_700_000_000], footer: "STD0DST,M3.5.0/1,M10.5.0")
    let rules = try TimeZoneRules(name: "Test/Join", tzif: sample.bytes)
    #expect(try offset(rules, 2023, 7, 1) == 7200)
    #expect(try offset(rules, 2023, 12, 1) == 0)
    #expect(try offset(rules, 2024, 7, 1) == 3600)
  }

  @Test(arguments: [
    "EST", "5", "ES5", "EST5EDT", "EST5EDT,M3.2.0", "EST5EDT,M3.2.0,M11.1.0,", "EST25",
    "EST5:60", "EST5:", "EST-", "EST5EDT,M13.2.0,M11.1.0", "EST5EDT,M3.6.0,M11.1.0",
    "EST5EDT,M3.0.0,M11.1.0", "EST5EDT,M3.2.7,M11.1.0", "EST5EDT,J0,J366", "EST5EDT,0,366",
    "EST5EDT,M3.2.0/168,M11.1.0", "EST5EDT,M3.2.0/,M11.1.0", "<EST5", "<E>5", "EST5 ",
    ":America/New_York", "EST5EDT,M3.2,M11.1", "E1T5",
  ])
  func `a malformed string is rejected`(footer: String) {
    #expect(throws: TZifFault.badFooter) { try rules(footer) }
  }
}
