import Scheduling
import Testing

@Suite("A row's local times", .timeLimit(.minutes(5)))
struct LocalTimeTests {
  private static func read(
    _ rows: String, format: DateTimeFormat = .default, zone: String = "America/New_York"
  ) throws -> MemoryImport {
    try MemoryImport(rows, of: .stored, format: format, zone: zone)
  }

  @Test(arguments: [
    (nil, "2026-06-01"), ("HH:mm yyyy-MM-dd", "2026-06-01"), ("HH:mm yyyyMMdd", "20260601"),
    ("HH:mm MM/dd/yyyy", "06/01/2026"), ("HH:mm M/d/yyyy", "6/1/2026"),
    ("HH:mm M/d/yyyy", "06/01/2026"), ("HH:mm MM/dd/yy", "06/01/26"),
    ("HH:mm dd/MM/yyyy", "01/06/2026"),
  ])
  func `are read in each of the six formats`(format: String?, day: String) throws {
    let format = try #require(format.map(DateTimeFormat.init(rawValue:)) ?? .default)
    let read = try Self.read(
      "Ann,ann@example.com,09:00 \(day),17:00 \(day),Shift\n", format: format)
    #expect(read.lines == ["ann@example.com 2026-06-01T13:00:00Z 2026-06-01T21:00:00Z Shift"])
  }

  @Test func `in a gap are rejected, and the gap is named`() throws {
    let read = try Self.read(
      "Ann,ann@example.com,02:30 2026-03-08,08:00 2026-03-08,Shift\n"
        + "Ann,ann@example.com,01:00 2026-03-08,02:00 2026-03-08,Shift\n"
        + "Ann,ann@example.com,03:00 2026-03-08,04:00 2026-03-08,Shift\n")
    #expect(read.rejected.map(\.codes) == [["START_TIME_SKIPPED"], ["END_TIME_SKIPPED"]])
    #expect(
      read.rejected.first?.error
        == "Start Time 02:30 does not exist in America/New_York on 2026-03-08: the clocks jump "
        + "from 02:00 to 03:00. Write an earlier or a later time.")
    #expect(read.lines == ["ann@example.com 2026-03-08T07:00:00Z 2026-03-08T08:00:00Z Shift"])
  }

  /// Samoa skipped 30 December 2011 when it crossed the date line.
  @Test func `in a gap of a day are rejected with the days of its ends`() throws {
    let read = try Self.read(
      "Ann,ann@example.com,09:00 2011-12-30,08:00 2011-12-31,Shift\n", zone: "Pacific/Apia")
    #expect(
      read.rejected.first?.error
        == "Start Time 09:00 does not exist in Pacific/Apia on 2011-12-30: the clocks jump from "
        + "2011-12-30 00:00 to 2011-12-31 00:00. Write an earlier or a later time.")
  }

  @Test func `that occur twice are the earlier instant`() throws {
    let read = try Self.read(
      "Ann,ann@example.com,01:30 2026-11-01,06:00 2026-11-01,Shift\n")
    #expect(read.lines == ["ann@example.com 2026-11-01T05:30:00Z 2026-11-01T11:00:00Z Shift"])
  }

  @Test func `that occur twice are the later instant for an end that would otherwise be too early`()
    throws
  {
    let read = try Self.read(
      "Ann,ann@example.com,01:30 2026-11-01,01:15 2026-11-01,Shift\n"
        + "Ann,ann@example.com,00:30 2026-11-01,01:15 2026-11-01,Break\n"
        + "Bob,bob@example.com,01:30 2026-11-01,01:30 2026-11-01,Shift\n")
    #expect(read.counts.status == .imported)
    #expect(
      read.lines == [
        "ann@example.com 2026-11-01T04:30:00Z 2026-11-01T05:15:00Z Break",
        "ann@example.com 2026-11-01T05:30:00Z 2026-11-01T06:15:00Z Shift",
        "bob@example.com 2026-11-01T05:30:00Z 2026-11-01T06:30:00Z Shift",
      ])
  }

  @Test func `are in the given zone`() throws {
    let read = try Self.read(
      "Ann,ann@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift\n", zone: "Asia/Kathmandu")
    #expect(read.lines == ["ann@example.com 2026-06-01T03:15:00Z 2026-06-01T11:15:00Z Shift"])
  }
}
