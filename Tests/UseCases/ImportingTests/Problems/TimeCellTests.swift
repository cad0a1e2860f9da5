import Importing
import Scheduling
import Testing

@Suite("A time cell that is not in its format", .timeLimit(.minutes(5)))
struct TimeCellTests {
  private func error(
    _ start: String, _ format: DateTimeFormat = .yearMonthDay, zone: String = "UTC"
  ) throws -> String {
    let last = LocalDateTime(year: 2026, month: 6, day: 30, hour: 16, minute: 0)
    let end = try #require(last.flatMap(format.string))
    let read = try MemoryImport(row(start, end), format: format, zone: zone)
    #expect(read.codes == ["START_TIME_FORMAT"], "\(read.rejected)")
    return read.error
  }

  @Test(
    arguments: [
      ("8:00 6/1/2026", .monthDayYearUnpadded, "Write two digits for the hour: 08:00 6/1/2026."),
      (
        "6/1/2026 8:00", .monthDayYearUnpadded,
        "Write the time first and two digits for the hour: 08:00 6/1/2026."
      ),
      ("08:00:00 2026-06-01", .yearMonthDay, "Write no seconds: 08:00 2026-06-01."),
      (
        "8:00 AM 6/1/2026", .monthDayYearUnpadded,
        "Write two digits for the hour and the time on the 24-hour clock: 08:00 6/1/2026."
      ),
      (
        "4:00 PM 06/01/2026", .monthDayYear,
        "Write two digits for the hour and the time on the 24-hour clock: 16:00 06/01/2026."
      ),
      (
        "46174.333", .yearMonthDay,
        "The cell is a spreadsheet's date number. Write 08:00 2026-06-01."
      ),
      (
        "\"46174,333\"", .yearMonthDay,
        "The cell is a spreadsheet's date number. Write 08:00 2026-06-01."
      ),
      ("1780300800", .yearMonthDay, "The cell is a Unix timestamp. Write 08:00 2026-06-01."),
      (
        "1780300800000", .yearMonthDay,
        "The cell is a Unix timestamp. Write 08:00 2026-06-01."
      ),
      (
        "=B2+C2", .yearMonthDay,
        "The cell is a formula. Save the file with values instead of formulas."
      ),
      ("########", .yearMonthDay, "Widen it and save the file again."),
      ("#REF!", .yearMonthDay, "Correct its formula and save the file again."),
      ("08:00 2026/06/01", .yearMonthDay, "Write the date as yyyy-MM-dd: 08:00 2026-06-01."),
      ("08:00 2026.06.01", .yearMonthDay, "Write the date as yyyy-MM-dd: 08:00 2026-06-01."),
      ("08:00 01.06.2026", .dayMonthYear, "Write the date as dd/MM/yyyy: 08:00 01/06/2026."),
      (
        "08.00 2026-06-01", .yearMonthDay,
        "Write a colon between hour and minute: 08:00 2026-06-01."
      ),
      (
        "08:00\u{A0}2026-06-01", .yearMonthDay,
        "Write one ordinary space between time and date: 08:00 2026-06-01."
      ),
      (
        "08:00  2026-06-01", .yearMonthDay,
        "Write one ordinary space between time and date: 08:00 2026-06-01."
      ),
      ("2026-06-01", .yearMonthDay, "The time is missing. Write it before the date."),
      ("08:00", .yearMonthDay, "The date is missing. Write it after the time."),
      ("soon", .yearMonthDay, "Correct the cell."),
      (
        "2026-06-01 24:00", .yearMonthDay,
        "Write the time first and 24:00 as 00:00 of the next day: 00:00 2026-06-02."
      ),
    ] as [(String, DateTimeFormat, String)])
  func `is explained with the right value`(
    cell: String, format: DateTimeFormat, fix: String
  ) throws {
    let error = try error(cell, format)
    #expect(error.hasSuffix(fix), "\(error)")
    #expect(error.contains("does not match \(format.rawValue), such as \(format.example)."))
  }

  @Test func `with the offset of another zone is converted to the file's zone`() throws {
    #expect(
      try error("2026-06-01T08:00:00Z", zone: "Europe/London")
        == #"Start Time "2026-06-01T08:00:00Z" does not match HH:mm yyyy-MM-dd, such as 09:00 "#
        + "2026-06-01. Write the time first, no seconds, one ordinary space between time and date "
        + "and the local time in Europe/London without an offset: 09:00 2026-06-01.")
    #expect(
      try error("08:00+05:30 2026-06-01", zone: "America/New_York").contains(
        "America/New_York without an offset: 22:30 2026-05-31."))
  }

  @Test func `in other formats names these formats`() throws {
    let error = try error("08:00 01/06/2026")
    #expect(
      error.hasSuffix(
        "The cell matches HH:mm MM/dd/yyyy and HH:mm dd/MM/yyyy. Upload the file with the right "
          + "date_format, or write the date as yyyy-MM-dd."), "\(error)")
    let compact = try self.error("08:00 20260601")
    #expect(compact.contains("The cell matches HH:mm yyyyMMdd. Write 08:00 2026-06-01, or upload"))
  }

  @Test func `shows what was received, escaped and cut`() throws {
    let error = try error("\u{1B}[31m" + String(repeating: "x", count: 5000))
    #expect(error.contains(#"Start Time "\u{1B}[31mxxx"#))
    #expect(error.utf8.count < 250)
  }

  @Test(arguments: [
    " 08:00 2026-06-01", "08:00 2026-06-01 ", "\t08:00 2026-06-01\t", "\u{A0}08:00 2026-06-01",
    "\u{FEFF}08:00 2026-06-01\u{200B}", "'08:00 2026-06-01", "' 08:00 2026-06-01",
    "'\t08:00 2026-06-01", "\"\n08:00 2026-06-01\n\"",
  ])
  func `is read without blanks and the report's apostrophe`(cell: String) throws {
    let read = try MemoryImport(row(cell))
    #expect(read.rejectedCount == 0, "\(read.rejected)")
    #expect(read.events.map(\.start.iso8601) == ["2026-06-01T08:00:00Z"])
  }

  @Test(arguments: ["\u{A0}", "\u{200B}\u{FEFF}", "\"\n\""]) func `of unseen characters is empty`(
    cell: String
  ) throws {
    let read = try MemoryImport(row(cell))
    #expect(read.codes == ["START_TIME_EMPTY"])
  }

  @Test(
    arguments: [
      ("24:00 2026-12-31", "Write 00:00 of the next day: 00:00 2027-01-01."),
      ("25:30 2026-06-01", "Write 01:30 of the next day: 01:30 2026-06-02."),
      ("48:00 2026-06-01", "Hours go from 00 to 23."),
      ("08:60 2026-06-01", "Minutes go from 00 to 59."),
      ("08:00 2026-13-01", "There is no month 13."),
      ("08:00 2026-02-29", "February 2026 has 28 days."),
      ("08:00 2026-06-00", "June 2026 has 30 days."),
    ])
  func `that does not exist says why`(cell: String, fix: String) throws {
    let read = try MemoryImport(row(cell))
    #expect(read.codes == ["START_TIME_NONEXISTENT"])
    #expect(read.error == "Start Time \"\(cell)\" does not exist. \(fix)")
  }

  @Test(
    arguments: [
      (
        "08:00 2569-06-01", "2569",
        "If 2569 is in the Buddhist calendar and means 2026, write 08:00 2026-06-01."
      ),
      ("08:00 0026-06-01", "26", "If 26 means 2026, write 08:00 2026-06-01."),
      ("08:00 0000-06-01", "0", "If 0 means 2000, write 08:00 2000-06-01."),
      ("08:00 1999-12-31", "1999", "Correct the year."),
      ("08:00 2100-01-01", "2100", "Correct the year."),
      ("08:00 9999-12-31", "9999", "Correct the year."),
    ])
  func `in another year than 2000 to 2099 is rejected`(
    cell: String, year: String, fix: String
  ) throws {
    for zone in ["UTC", "America/New_York", "Asia/Tokyo"] {
      let read = try MemoryImport(row(cell, cell), zone: zone)
      #expect(read.events.isEmpty)
      #expect(read.codes == ["START_TIME_YEAR", "END_TIME_YEAR"])
      #expect(
        read.error.hasPrefix(
          "Start Time \"\(cell)\" is in the year \(year). Years from 2000 to 2099 are accepted. \(fix)"
        ))
    }
  }

  @Test(arguments: ["America/New_York", "Asia/Tokyo", "Pacific/Kiritimati", "Etc/GMT+12"])
  func `at the ends of those years is imported, and can be exported in every format`(
    zone: String
  ) throws {
    let read = try MemoryImport(
      row("00:00 2000-01-01", "00:01 2000-01-01") + row("23:58 2099-12-31", "23:59 2099-12-31"),
      zone: zone)
    #expect(read.events.count == 2)
    let rules = try #require(MemoryImport.zones).zone(named: zone)
    for event in read.events {
      for instant in [event.start, event.end] {
        for format in DateTimeFormat.allCases {
          #expect(format.string(from: rules.local(at: instant).dateTime) != nil)
        }
      }
    }
  }

  @Test func `is explained for the first 10,000 of a file`() throws {
    let rows = (0..<6000).map { row("x\($0)", "y\($0)") }
    let read = try MemoryImport(rows.joined())
    #expect(read.rejectedCount == 6000)
    #expect(read.rejected[0].error.contains("\"x0\"") && read.rejected[0].error.contains("\"y0\""))
    #expect(read.rejected[4999].error.contains("\"y4999\""))
    #expect(
      read.rejected[5000].error
        == "Start Time does not match HH:mm yyyy-MM-dd, such as 09:00 2026-06-01. "
        + "End Time does not match HH:mm yyyy-MM-dd, such as 09:00 2026-06-01.")
  }

  @Test func `of a night shift with one date names the next day`() throws {
    let read = try MemoryImport(row("22:00 2026-06-30", "06:00 2026-06-30"))
    #expect(read.codes == ["END_NOT_AFTER_START"])
    #expect(
      read.error
        == "End Time 06:00 2026-06-30 is not after Start Time 22:00 2026-06-30. "
        + "If the event ends on the next day, write 06:00 2026-07-01.")
    let earlier = try MemoryImport(row("22:00 2026-06-30", "06:00 2026-06-29"))
    #expect(earlier.error.hasSuffix("Correct one of the two cells."))
  }
}
