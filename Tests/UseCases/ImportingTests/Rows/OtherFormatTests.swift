import Importing
import Scheduling
import Testing

@Suite("A file in a format other than the chosen one", .timeLimit(.minutes(5)))
struct OtherFormatTests {
  private static let days = (1...30).map { $0 < 10 ? "0\($0)" : "\($0)" }

  private static func rows(
    _ date: (String) -> String, days: [String] = days, email: String = "ben.carter@example.com"
  ) -> String {
    days.map { row("08:00 \(date($0))", "16:00 \(date($0))", email: email) }.joined()
  }

  private func expectAllRejected(
    _ read: MemoryImport, _ count: Int, asked: DateTimeFormat, right: DateTimeFormat
  ) {
    #expect(read.events.isEmpty)
    #expect(read.rejectedCount == count)
    #expect(read.rejected.map(\.line) == (2..<2 + count).map(String.init))
    for row in read.rejected {
      #expect(row.codes == ["WRONG_DATE_FORMAT"])
      #expect(
        row.error
          == "The times in this file match \(right.rawValue), not \(asked.rawValue), so nothing was "
          + "imported. Upload the file again with date_format \(right.rawValue).")
    }
  }

  @Test func `with day and month exchanged is rejected as a whole`() throws {
    let read = try MemoryImport(Self.rows { "\($0)/06/2026" }, format: .monthDayYear)
    expectAllRejected(read, 30, asked: .monthDayYear, right: .dayMonthYear)
    let reverse = try MemoryImport(Self.rows { "06/\($0)/2026" }, format: .dayMonthYear)
    expectAllRejected(reverse, 30, asked: .dayMonthYear, right: .monthDayYear)
    let unpadded = try MemoryImport(Self.rows { "\($0)/06/2026" }, format: .monthDayYearUnpadded)
    expectAllRejected(unpadded, 30, asked: .monthDayYearUnpadded, right: .dayMonthYear)
  }

  @Test(arguments: DateTimeFormat.allCases, DateTimeFormat.allCases)
  func `is rejected with the right format`(written: DateTimeFormat, asked: DateTimeFormat) throws {
    let rows = try (1...30).map { day in
      let local = try #require(LocalDateTime(year: 2026, month: 6, day: day, hour: 8, minute: 0))
      let start = try #require(written.string(from: local))
      let end = try #require(written.string(from: local.adding(days: 1)))
      return row(start, end)
    }
    let read = try MemoryImport(rows.joined(), format: asked)
    let isReadable =
      written == asked || (written == .monthDayYear && asked == .monthDayYearUnpadded)
    if isReadable {
      #expect(read.events.count == 30 && read.rejectedCount == 0 && read.readings == 1)
    } else {
      expectAllRejected(read, 30, asked: asked, right: written)
    }
  }

  @Test func `is rejected as a whole if only the last row decides`() throws {
    let read = try MemoryImport(
      Self.rows({ "\($0)/06/2026" }, days: Array(Self.days.prefix(13))), format: .monthDayYear)
    expectAllRejected(read, 13, asked: .monthDayYear, right: .dayMonthYear)
  }

  @Test func `is imported if no single other format matches all rows`() throws {
    // Valid in both formats.
    let both = try MemoryImport(
      Self.rows({ "\($0)/06/2026" }, days: Array(Self.days.prefix(12))), format: .monthDayYear)
    #expect(both.events.count == 12 && both.rejectedCount == 0)
    // 20 June is valid in one format, and June 20 in the other.
    let mixed = try MemoryImport(
      row("08:00 20/06/2026", "16:00 20/06/2026") + row("08:00 06/20/2026", "16:00 06/20/2026"),
      format: .monthDayYear)
    #expect(mixed.events.count == 1)
    #expect(mixed.codes == ["START_TIME_NONEXISTENT", "END_TIME_NONEXISTENT"])
    #expect(
      mixed.error.contains(
        "There is no month 20. The cell matches HH:mm dd/MM/yyyy: if day and month are swapped, write "
          + "08:00 06/20/2026."))
    // Both readings of the date are other formats.
    let open = try MemoryImport(row("08:00 01/06/2026", "16:00 01/06/2026"))
    #expect(open.codes == ["START_TIME_FORMAT", "END_TIME_FORMAT"])
  }

  /// 13 is the smallest day that cannot be a month.
  @Test(arguments: [
    (DateTimeFormat.monthDayYear, "06/13/2026", "20/06/2026"),
    (.monthDayYearUnpadded, "06/13/2026", "20/06/2026"),
    (.dayMonthYear, "13/06/2026", "06/20/2026"),
  ])
  func `is imported if one day is above 12 and valid`(
    format: DateTimeFormat, right: String, other: String
  ) throws {
    let read = try MemoryImport(
      row("08:00 \(right)", "16:00 \(right)") + row("08:00 \(other)", "16:00 \(other)"),
      format: format)
    #expect(read.events.count == 1 && read.rejectedCount == 1)
    #expect(!read.codes.contains("WRONG_DATE_FORMAT"))
  }

  @Test func `is recognized beside typos, which keep their problems`() throws {
    let read = try MemoryImport(
      Self.rows { "\($0)/06/2026" } + row("soon", "16:00 30/06/2026") + "x\r\n",
      format: .monthDayYear)
    #expect(read.events.isEmpty && read.rejectedCount == 32)
    #expect(read.rejected[30].codes == ["WRONG_DATE_FORMAT", "START_TIME_FORMAT"])
    #expect(read.rejected[31].codes == ["WRONG_DATE_FORMAT", "WRONG_FIELD_COUNT"])
  }

  @Test func `shows all other problems, as read in the right format`() throws {
    let read = try MemoryImport(
      Self.rows { "\($0)/06/2026" }
        + row("16:00 20/06/2026", "08:00 20/06/2026", email: "nobody@example.com")
        + row("08:00 01/06/2026", "09:00 01/06/2026"), format: .monthDayYear)
    #expect(read.rejected[29].codes == ["WRONG_DATE_FORMAT"])
    #expect(
      read.rejected[30].codes == ["WRONG_DATE_FORMAT", "AGENT_UNKNOWN", "END_NOT_AFTER_START"])
    #expect(read.rejected[31].codes == ["WRONG_DATE_FORMAT"])
  }

  /// The report outgrows the limit for holding it while the format is undecided.
  @Test(arguments: [1000, 1 << 18]) func `is recognized after a large report`(chunk: Int) throws {
    let bad = String(
      repeating: row("08:00 01/06/2026", "16:00 01/06/2026", email: "nobody@example.com"),
      count: 12_000)
    let read = try MemoryImport(
      bad + row("08:00 30/06/2026", "16:00 30/06/2026"), format: .monthDayYear, chunk: chunk)
    #expect(read.readings == 2)
    #expect(read.events.isEmpty && read.rejectedCount == 12_001)
    #expect(read.rejected.count == 12_001)
    #expect(read.rejected[0].codes == ["WRONG_DATE_FORMAT", "AGENT_UNKNOWN"])
    #expect(read.rejected[12_000].codes == ["WRONG_DATE_FORMAT"])
    let right = try MemoryImport(
      bad + row("08:00 06/30/2026", "16:00 06/30/2026"), format: .monthDayYear, chunk: chunk)
    #expect(right.readings == 2)
    #expect(right.events.count == 1 && right.rejectedCount == 12_000)
    #expect(right.rejected.map(\.codes) == Array(repeating: ["AGENT_UNKNOWN"], count: 12_000))
  }

  @Test func `costs only one reading for a good file and for one with a large report`() throws {
    let good = try MemoryImport(Self.rows { "2026-06-\($0)" })
    #expect(good.readings == 1 && good.events.count == 30)
    let bad = try MemoryImport(
      Self.rows { "2026-06-\($0)" } + String(repeating: row("soon", "later"), count: 20_000))
    #expect(bad.readings == 1)
    #expect(bad.rejected.count == 20_000)
  }

  /// From the database, from memory, and with an early reading.
  @Test(arguments: [nil, 100, 8000], [false, true])
  func `stores nothing, with any way of reading`(rows: Int?, isKept: Bool) async throws {
    let account = try await ScheduleAccount(headStart: isKept ? HeadStart() : nil)
    let count = rows ?? 13
    let text = (0..<count).map { number in
      let date = "\(Self.days[number % 30])/06/2026"
      let minute = Self.days[number / 30 % 30]
      return "Ann,ann@example.com,\(Self.days[number / 900 % 20]):\(minute) \(date),"
        + "23:59 \(date),Shift\n"
    }
    let outcome = try await account.importRows(
      text.joined(), timeZone: "UTC", dateFormat: "HH:mm MM/dd/yyyy")
    #expect(outcome.status == .importedWithErrors)
    #expect(outcome.counts == RowCounts(rejected: count))
    #expect(outcome.events.isEmpty)
    #expect(outcome.rejected.map(\.line) == (2..<2 + count).map(String.init))
    #expect(outcome.rejected.allSatisfy { $0.codes == ["WRONG_DATE_FORMAT"] })
  }
}
