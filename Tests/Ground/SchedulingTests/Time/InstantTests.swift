import Scheduling
import Testing

@Suite("Scheduling: instants and wall-clock minutes", .timeLimit(.minutes(5)))
struct InstantTests {
  @Test(arguments: [
    (1_780_315_800, "2026-06-01T12:10:00Z"), (0, "1970-01-01T00:00:00Z"),
    (-1, "1969-12-31T23:59:59Z"), (951_782_399, "2000-02-28T23:59:59Z"),
    (951_782_400, "2000-02-29T00:00:00Z"), (-62_135_596_800, "0001-01-01T00:00:00Z"),
    (253_402_300_799, "9999-12-31T23:59:59Z"),
  ])
  func `an instant is written in UTC and whole seconds`(seconds: Int64, text: String) {
    #expect(Instant(secondsSince1970: seconds).iso8601 == text)
  }

  /// 10,957 days lie between the two epochs.
  @Test(arguments: [
    (946_684_800, 0), (0, -946_684_800_000_000), (1_780_315_800, 833_631_000_000_000),
    (253_402_300_799, 252_455_615_999_000_000),
  ])
  func `PostgreSQL counts microseconds from 2000`(seconds: Int64, microseconds: Int64) {
    let instant = Instant(secondsSince1970: seconds)
    #expect(instant.postgresMicroseconds == microseconds)
    #expect(Instant(postgresMicroseconds: microseconds) == instant)
  }

  @Test func `a fraction of a second is dropped, before 2000 too`() {
    #expect(Instant(postgresMicroseconds: 1_999_999).iso8601 == "2000-01-01T00:00:01Z")
    #expect(Instant(postgresMicroseconds: -1).iso8601 == "1999-12-31T23:59:59Z")
  }

  @Test(arguments: [Int64.min, .max])
  func `PostgreSQL's infinities are unchanged`(microseconds: Int64) {
    let instant = Instant(postgresMicroseconds: microseconds)
    #expect(Instant(postgresMicroseconds: instant.postgresMicroseconds) == instant)
  }

  @Test func `a wall-clock minute has its fields and a text`() throws {
    let local = try #require(LocalDateTime(year: 1969, month: 12, day: 31, hour: 23, minute: 58))
    #expect(local.minutesSince1970 == -2)
    #expect(local.date == CalendarDate(year: 1969, month: 12, day: 31))
    #expect((local.hour, local.minute) == (23, 58))
    #expect("\(local)" == "1969-12-31 23:58")
    #expect(local < LocalDateTime(minutesSince1970: 0))
  }

  /// Walks all days of the calendar by the lengths of the months.
  @Test func `the first and last day of every month of the years 1 to 9999 has its number`() throws
  {
    var number = -719_162  // 0001-01-01
    for year in 1...9999 {
      let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
      for (month, length) in zip(
        1..., [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
      {
        for day in [1, length] {
          let local = LocalDateTime(year: year, month: month, day: day, hour: 0, minute: 0)
          let expected = LocalDateTime(minutesSince1970: Int64(number + day - 1) * 1440)
          guard local == expected,
            expected.date == CalendarDate(year: year, month: month, day: day)
          else {
            Issue.record("\(year)-\(month)-\(day) is \(expected.date)")
            return
          }
        }
        number += length
      }
    }
    #expect(number == 2_932_897)  // 10000-01-01
  }
}
