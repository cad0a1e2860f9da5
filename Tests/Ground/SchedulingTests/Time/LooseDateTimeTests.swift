import Scheduling
import Testing

@Suite("Scheduling: a date and time as people write it", .timeLimit(.minutes(5)))
struct LooseDateTimeTests {
  private static let asked = DateTimeFormat.yearMonthDay

  @Test(
    arguments: [
      ("2026-06-01 08:00", asked, [.dateFirst]),
      ("2026-06-01T08:00:00Z", asked, [.dateFirst, .otherSpace, .seconds, .offset]),
      ("2026-06-01T08:00:00.000+02:00", asked, [.dateFirst, .otherSpace, .seconds, .offset]),
      (
        "20260601T080000", .yearMonthDayCompact,
        [.dateFirst, .otherSpace, .seconds, .otherTimeSeparator]
      ),
      ("8:00 2026-06-01", asked, [.oneDigitHour]),
      ("08:00:00 2026-06-01", asked, [.seconds]),
      ("08.00 2026-06-01", asked, [.otherTimeSeparator]),
      ("0800 2026-06-01", asked, [.otherTimeSeparator]),
      ("08h00 2026-06-01", asked, [.otherTimeSeparator]),
      ("08:00  2026-06-01", asked, [.otherSpace]), ("08:00\u{A0}2026-06-01", asked, [.otherSpace]),
      ("08:00\u{200B} 2026-06-01", asked, [.otherSpace]),
      ("08:00\n2026-06-01", asked, [.otherSpace]),
      ("08:00 2026/06/01", asked, [.otherDate]), ("08:00 2026.06.01", asked, [.otherDate]),
      ("08:00 2026-6-1", asked, [.otherDate]),
      ("08:00 2026\u{2013}06\u{2013}01", asked, [.otherDate]),
      ("\u{FF10}\u{FF18}:00 2026-06-01", asked, [.otherDigits]),
      ("\u{660}\u{668}:00 2026-06-01", asked, [.otherDigits]),
      ("8:00 AM 6/1/2026", .monthDayYearUnpadded, [.oneDigitHour, .meridiem]),
      (
        "6/1/2026 8:00:00 a.m.", .monthDayYearUnpadded,
        [.dateFirst, .oneDigitHour, .seconds, .meridiem]
      ),
      ("08 AM 06/01/2026", .monthDayYear, [.meridiem]),
      ("08:00 01.06.2026", .dayMonthYear, [.otherDate]),
      ("01.06.2026 08:00", .dayMonthYear, [.dateFirst, .otherDate]),
      ("08:00 6/1/26", .monthDayShortYear, [.otherDate]),
      ("08:00 26-06-01", asked, [.otherDate]),
      ("Mon, 1 Jun 2026 08:00", asked, [.dateFirst, .otherDate]),
      ("June 1, 2026 08:00", asked, [.dateFirst, .otherDate]),
      ("08:00 01-Jun-2026", .dayMonthYear, [.otherDate]),
      ("08:00 06/01/2026", .monthDayYearUnpadded, []),
    ] as [(String, DateTimeFormat, Set<LooseDateTime.Oddity>)])
  func `is read, and its differences from the format are named`(
    text: String, format: DateTimeFormat, oddities: Set<LooseDateTime.Oddity>
  ) throws {
    let loose = try #require(LooseDateTime(text, as: format))
    #expect(loose.oddities == oddities)
    #expect(loose.local?.description == "2026-06-01 08:00")
  }

  @Test(arguments: [
    ("4:30 PM 6/1/2026", "2026-06-01 16:30"), ("12:00 AM 6/1/2026", "2026-06-01 00:00"),
    ("12:05 pm 6/1/2026", "2026-06-01 12:05"), ("16:00 PM 6/1/2026", "2026-06-01 16:00"),
    ("6/1/2026 24:00", "2026-06-02 00:00"), ("8:00 31/12/2026", "2026-12-31 08:00"),
  ])
  func `is read on the 24-hour clock`(text: String, local: String) throws {
    #expect(LooseDateTime(text, as: .monthDayYearUnpadded)?.local?.description == local)
  }

  @Test(arguments: [
    ("2026-06-01T08:00:00Z", 0), ("2026-06-01 08:00 UTC+5", 18_000),
    ("08:00-03:30 2026-06-01", -12_600), ("2026-06-01 08:00:00 +0200", 7200),
  ])
  func `has its offset`(text: String, seconds: Int) {
    #expect(LooseDateTime(text, as: .yearMonthDay)?.offset == seconds)
  }

  @Test(arguments: ["08:00 01/06/2026", "6/1/2026 8:00", "08:00 06/01/26", "1.6.2026 08:00"])
  func `is unknown if day and month are ambiguous`(text: String) throws {
    let loose = try #require(LooseDateTime(text, as: .yearMonthDay))
    #expect(loose.local == nil)
    #expect(loose.oddities.contains(.otherDate))
  }

  @Test func `may lack a part`() {
    #expect(LooseDateTime("2026-06-01", as: .yearMonthDay)?.oddities == [.timeMissing])
    #expect(LooseDateTime("8:00", as: .yearMonthDay)?.oddities == [.oneDigitHour, .dateMissing])
  }

  @Test(arguments: [
    "", " ", "soon", "46174.333", "=A1", "08:00 2026-06-01 x", "08:00 2026-06-01 2026-06-02", "1/2",
    "08:0 2026-06-01", "99999999999999999999", "08:00 2026-06-01T", "8", "::", "//",
  ])
  func `is not found in other texts`(text: String) {
    #expect(LooseDateTime(text, as: .yearMonthDay) == nil)
  }
}

@Suite("Scheduling: the years of schedules", .timeLimit(.minutes(5)))
struct ScheduleYearTests {
  @Test func `are 2000 to 2099, to the minute`() throws {
    func isIn(_ year: Int, _ month: Int, _ day: Int, _ hour: Int, _ minute: Int) throws -> Bool {
      try #require(
        LocalDateTime(year: year, month: month, day: day, hour: hour, minute: minute)
      ).isInScheduleYears
    }
    #expect(try isIn(2000, 1, 1, 0, 0) && isIn(2099, 12, 31, 23, 59))
    #expect(try !isIn(1999, 12, 31, 23, 59) && !isIn(2100, 1, 1, 0, 0))
    #expect(try !isIn(1, 1, 1, 0, 0) && !isIn(9999, 12, 31, 23, 59))
    #expect(LocalDateTime.scheduleYears == 2000...2099)
  }
}
