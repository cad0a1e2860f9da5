import Scheduling
import Testing

@Suite("Scheduling: texts that are not a date and time", .timeLimit(.minutes(5)))
struct DateTimeFaultTests {
  /// Changes after which a valid text no longer matches its format.
  static let spoilers: [(String, @Sendable (String) -> String)] = [
    ("nothing", { _ in "" }),
    ("a blank in front", { " " + $0 }),
    ("a blank behind", { $0 + " " }),
    ("a line feed behind", { $0 + "\n" }),
    ("a NUL behind", { $0 + "\0" }),
    ("seconds", { $0.replacing(" ", with: ":00 ") }),
    ("two blanks", { $0.replacing(" ", with: "  ") }),
    ("a tab", { $0.replacing(" ", with: "\t") }),
    ("a no-break space", { $0.replacing(" ", with: "\u{A0}") }),
    ("a T", { $0.replacing(" ", with: "T") }),
    ("a dot in the time", { $0.replacing(":", with: ".") }),
    ("no colon", { $0.replacing(":", with: "") }),
    ("one digit of an hour", { String($0.dropFirst()) }),
    ("three digits of an hour", { "0" + $0 }),
    ("a sign before the hour", { "+" + $0.dropFirst() }),
    ("a minus before the hour", { "-" + $0.dropFirst() }),
    ("a letter for a digit", { $0.replacing("0", with: "O") }),
    ("the character before zero", { $0.replacing("0", with: "/") }),
    ("the character after nine", { $0.replacing("9", with: ":") }),
    ("Arabic-Indic digits", { $0.replacing("0", with: "\u{660}") }),
    ("fullwidth digits", { $0.replacing("0", with: "\u{FF10}") }),
    ("one digit more", { $0 + "0" }),
    ("the date first", { String($0.split(separator: " ").reversed().joined(separator: " ")) }),
    ("no date", { String($0.prefix(5)) }),
    ("no time", { String($0.dropFirst(6)) }),
    ("am", { $0.replacing(" ", with: " AM ") }),
    ("quotes", { "\"\($0)\"" }),
    ("a zone", { $0 + "Z" }),
  ]

  @Test(arguments: DateTimeFormat.allCases)
  func `a text that differs from the format is malformed`(format: DateTimeFormat) throws {
    let local = try #require(
      LocalDateTime(year: 2026, month: 10, day: 30, hour: 9, minute: 0))
    let text = try #require(format.string(from: local))
    for (what, spoil) in Self.spoilers {
      #expect(throws: DateTimeFault.malformed, "\(what): \(spoil(text))") {
        try format.parse(spoil(text))
      }
    }
    for length in 0..<text.utf8.count {
      #expect(throws: DateTimeFault.malformed, "\(length) bytes of \(text)") {
        try format.parse(String(text.prefix(length)))
      }
    }
  }

  /// A text of one format does not match another. 30 October avoids ambiguous dates.
  @Test func `a text of another format is malformed`() throws {
    let local = try #require(
      LocalDateTime(year: 2026, month: 10, day: 30, hour: 9, minute: 0))
    let alike: Set<DateTimeFormat> = [.monthDayYear, .monthDayYearUnpadded, .dayMonthYear]
    for format in DateTimeFormat.allCases {
      let text = try #require(format.string(from: local))
      for other in DateTimeFormat.allCases
      where other != format && !(alike.contains(format) && alike.contains(other)) {
        #expect(throws: DateTimeFault.malformed, "\(text) as \(other.rawValue)") {
          try other.parse(text)
        }
      }
    }
    #expect(throws: DateTimeFault.nonexistent) {
      try DateTimeFormat.monthDayYear.parse("09:00 30/10/2026")
    }
  }

  @Test(arguments: [
    (DateTimeFormat.yearMonthDay, "09:00 2026/06/01"), (.yearMonthDay, "09:00 2026-6-1"),
    (.yearMonthDay, "09:00 26-06-01"), (.yearMonthDay, "09:00 +026-06-01"),
    (.yearMonthDay, "09:00 2026-06--1"), (.yearMonthDay, "09:00 2026\u{2013}06-01"),
    (.yearMonthDayCompact, "09:00 2026-0601"), (.yearMonthDayCompact, "09:00 260601"),
    (.yearMonthDayCompact, "09:00 2026 601"), (.yearMonthDayCompact, "09:00 202606010"),
    (.monthDayYear, "09:00 6/1/2026"), (.monthDayYear, "09:00 06-01-2026"),
    (.monthDayYear, "09:00 06/01/26"), (.monthDayYear, "09:00 06/ 1/2026"),
    (.monthDayYearUnpadded, "09:00 6/1/26"), (.monthDayYearUnpadded, "09:00 006/1/2026"),
    (.monthDayYearUnpadded, "09:00 6/001/2026"), (.monthDayYearUnpadded, "09:00 /1/2026"),
    (.monthDayYearUnpadded, "09:00 6//2026"), (.monthDayYearUnpadded, "09:00 6/1"),
    (.monthDayYearUnpadded, "09:00 6/1/"), (.monthDayYearUnpadded, "9:00 6/1/2026"),
    (.monthDayYearUnpadded, "09:00 -6/1/2026"), (.monthDayYearUnpadded, "09:00 6-1-2026"),
    (.monthDayShortYear, "09:00 06/01/2026"), (.monthDayShortYear, "09:00 6/1/26"),
    (.monthDayShortYear, "09:00 06/01/6"), (.monthDayShortYear, "09:00 06/01/-6"),
    (.dayMonthYear, "09:00 1/6/2026"), (.dayMonthYear, "09:00 01.06.2026"),
    (.dayMonthYear, "09:00 01/06/26"), (.dayMonthYear, "09:00 01/06/20266"),
  ])
  func `a near miss is malformed`(format: DateTimeFormat, text: String) {
    #expect(throws: DateTimeFault.malformed) { try format.parse(text) }
  }

  @Test(arguments: [
    "24:00 2026-06-01", "25:00 2026-06-01", "99:00 2026-06-01", "09:60 2026-06-01",
    "23:60 2026-06-01", "09:99 2026-06-01", "09:00 2026-00-01", "09:00 2026-13-01",
    "09:00 2026-06-00", "09:00 2026-06-31", "09:00 2026-01-32", "09:00 2026-02-29",
    "09:00 2026-02-30", "09:00 2024-02-30", "09:00 2100-02-29", "09:00 1900-02-29",
    "09:00 2026-04-31", "09:00 2026-09-31", "09:00 2026-11-31", "09:00 0000-01-01",
    "09:00 2026-99-99",
  ])
  func `a date or time that does not exist is not rolled over`(text: String) {
    #expect(throws: DateTimeFault.nonexistent) { try DateTimeFormat.yearMonthDay.parse(text) }
  }

  @Test(arguments: [
    (DateTimeFormat.yearMonthDayCompact, "09:00 20260230"),
    (.yearMonthDayCompact, "09:00 00000101"), (.yearMonthDayCompact, "24:00 20260601"),
    (.monthDayYear, "09:00 13/01/2026"), (.monthDayYear, "09:00 02/29/2100"),
    (.monthDayYearUnpadded, "09:00 0/1/2026"), (.monthDayYearUnpadded, "09:00 1/0/2026"),
    (.monthDayYearUnpadded, "09:00 2/30/2026"), (.monthDayYearUnpadded, "09:60 2/3/2026"),
    (.monthDayShortYear, "09:00 02/29/25"), (.monthDayShortYear, "09:00 00/01/26"),
    (.dayMonthYear, "09:00 29/02/1900"), (.dayMonthYear, "09:00 01/13/2026"),
    (.dayMonthYear, "09:00 31/06/2026"), (.dayMonthYear, "09:00 01/01/0000"),
  ])
  func `each format rejects a date or time that does not exist`(
    format: DateTimeFormat, text: String
  ) {
    #expect(throws: DateTimeFault.nonexistent) { try format.parse(text) }
  }

  @Test(arguments: [
    "00:00 2000-02-29", "23:59 2024-02-29", "00:00 2400-02-29", "00:00 0001-01-01",
    "23:59 9999-12-31", "12:00 1600-02-29",
  ])
  func `leap days and the ends of the calendar exist`(text: String) throws {
    let local = try DateTimeFormat.yearMonthDay.parse(text)
    #expect(DateTimeFormat.yearMonthDay.string(from: local) == text)
  }
}
