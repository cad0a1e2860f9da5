import Scheduling
import Testing

@Suite("Scheduling: date formats", .timeLimit(.minutes(5)))
struct DateTimeFormatTests {
  static let june1 = [
    ("HH:mm yyyy-MM-dd", "09:00 2026-06-01"),
    ("HH:mm yyyyMMdd", "09:00 20260601"),
    ("HH:mm MM/dd/yyyy", "09:00 06/01/2026"),
    ("HH:mm M/d/yyyy", "09:00 6/1/2026"),
    ("HH:mm MM/dd/yy", "09:00 06/01/26"),
    ("HH:mm dd/MM/yyyy", "09:00 01/06/2026"),
  ]

  @Test func `the formats are the six of the contract`() {
    #expect(DateTimeFormat.allCases.map(\.rawValue) == Self.june1.map(\.0))
    #expect(DateTimeFormat.default.rawValue == "HH:mm yyyy-MM-dd")
  }

  @Test(arguments: june1)
  func `each format reads and writes 1 June 2026, 09:00`(pattern: String, text: String) throws {
    let format = try #require(DateTimeFormat(rawValue: pattern))
    let local = try format.parse(text)
    #expect(local == LocalDateTime(year: 2026, month: 6, day: 1, hour: 9, minute: 0))
    #expect(local.minutesSince1970 == 1_780_304_400 / 60)
    #expect(format.string(from: local) == text)
  }

  @Test(arguments: [
    ("00:00 1/1/2000", 2000, 1, 1, 0, 0), ("23:59 12/31/2099", 2099, 12, 31, 23, 59),
    ("07:05 06/1/2026", 2026, 6, 1, 7, 5), ("07:05 6/01/2026", 2026, 6, 1, 7, 5),
    ("07:05 06/01/2026", 2026, 6, 1, 7, 5), ("07:05 10/2/0001", 1, 10, 2, 7, 5),
  ])
  func `month and day of M/d/yyyy have one digit or two`(
    text: String, year: Int, month: Int, day: Int, hour: Int, minute: Int
  ) throws {
    let expected = LocalDateTime(year: year, month: month, day: day, hour: hour, minute: minute)
    #expect(try DateTimeFormat.monthDayYearUnpadded.parse(text) == expected)
  }

  @Test func `two digits of a year are 2000 to 2099`() throws {
    for (text, year) in [("00", 2000), ("26", 2026), ("69", 2069), ("99", 2099)] {
      let local = try DateTimeFormat.monthDayShortYear.parse("12:00 02/28/\(text)")
      #expect(local.date == CalendarDate(year: year, month: 2, day: 28))
    }
  }

  @Test func `a year that a format cannot write is nil`() throws {
    let minutes = [(1, 1, 1), (1999, 12, 31), (2100, 1, 1), (9999, 12, 31)].compactMap {
      LocalDateTime(year: $0, month: $1, day: $2, hour: 0, minute: 0)
    }
    let short = DateTimeFormat.monthDayShortYear
    #expect(minutes.map { short.string(from: $0) } == [nil, nil, nil, nil])
    #expect(minutes.allSatisfy { DateTimeFormat.default.string(from: $0) != nil })
    let year10000 = LocalDateTime(minutesSince1970: minutes[3].minutesSince1970 + 1440)
    #expect(DateTimeFormat.default.string(from: year10000) == nil)
  }

  /// Counts the days by the lengths of the months, without the arithmetic under test.
  @Test(arguments: DateTimeFormat.allCases)
  func `every day of 2024 to 2028 is read and written`(format: DateTimeFormat) throws {
    var days = 19_723  // 2024-01-01
    for year in 2024...2028 {
      let lengths = [31, year % 4 == 0 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      for (month, length) in zip(1..., lengths) {
        for day in 1...length {
          let hour = days % 24
          let minute = days % 60
          let text = Self.text(format, year, month, day, hour, minute)
          let expected = LocalDateTime(
            minutesSince1970: Int64(days * 1440 + hour * 60 + minute))
          let local = try format.parse(text)
          guard local == expected, format.string(from: local) == text,
            local.date == CalendarDate(year: year, month: month, day: day),
            local.hour == hour, local.minute == minute
          else {
            Issue.record("\(text) is \(local), expected \(expected)")
            return
          }
          days += 1
        }
      }
    }
    #expect(days == 21_550)  // 2029-01-01
  }

  private static func text(
    _ format: DateTimeFormat, _ year: Int, _ month: Int, _ day: Int, _ hour: Int, _ minute: Int
  ) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let date =
      switch format {
      case .yearMonthDay: "\(year)-\(two(month))-\(two(day))"
      case .yearMonthDayCompact: "\(year)\(two(month))\(two(day))"
      case .monthDayYear: "\(two(month))/\(two(day))/\(year)"
      case .monthDayYearUnpadded: "\(month)/\(day)/\(year)"
      case .monthDayShortYear: "\(two(month))/\(two(day))/\(two(year - 2000))"
      case .dayMonthYear: "\(two(day))/\(two(month))/\(year)"
      }
    return "\(two(hour)):\(two(minute)) \(date)"
  }
}

extension DateTimeFormat {
  /// Reads a text's UTF-8.
  func parse(_ text: String) throws(DateTimeFault) -> LocalDateTime {
    let bytes = Array(text.utf8)
    return try bytes.withUnsafeBufferPointer { (bytes) throws(DateTimeFault) in
      try parse(bytes)
    }
  }
}
