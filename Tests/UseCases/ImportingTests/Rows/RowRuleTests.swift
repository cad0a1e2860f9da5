import Scheduling
import Testing

@Suite("A row", .timeLimit(.minutes(5)))
struct RowRuleTests {
  private static let good = "Ann,ann@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift\n"

  private static let event = "ann@example.com 2026-06-01T13:00:00Z 2026-06-01T21:00:00Z Shift"

  /// Reads the rows below a header as the worker does, in New York's time.
  private static func read(_ rows: String) throws -> MemoryImport {
    try MemoryImport(rows, of: .stored, zone: "America/New_York")
  }

  @Test func `that is valid becomes an event`() async throws {
    let outcome = try await ScheduleAccount().importRows(Self.good)
    #expect(outcome.status == .imported)
    #expect(outcome.counts == RowCounts(inserted: 1))
    #expect(outcome.events == [Self.event])
    #expect(outcome.report.isEmpty)
  }

  @Test(arguments: [
    "Any name,ANN@Example.COM,09:00 2026-06-01,17:00 2026-06-01,sHIFT\n",
    "Any name,\"  ann@example.com\t\",09:00 2026-06-01,17:00 2026-06-01,\" Shift \"\n",
    "Any name, ann@example.com ,09:00 2026-06-01,17:00 2026-06-01,Shift\r\n",
  ])
  func `matches agent and type, ignoring letter case and surrounding blanks`(row: String) throws {
    let read = try Self.read(row)
    #expect(read.counts.status == .imported)
    #expect(read.lines == [Self.event])
  }

  /// A row and the codes of all its problems.
  private static let badRows: [(row: String, codes: [String])] = [
    (",ann@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift", ["AGENT_NAME_EMPTY"]),
    ("  ,ann@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift", ["AGENT_NAME_EMPTY"]),
    ("Ann,,09:00 2026-06-01,17:00 2026-06-01,Shift", ["AGENT_EMAIL_EMPTY"]),
    ("Ann,nobody@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift", ["AGENT_UNKNOWN"]),
    ("Zed,zed@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift", ["AGENT_INACTIVE"]),
    ("Ann,ann@example.com,,17:00 2026-06-01,Shift", ["START_TIME_EMPTY"]),
    ("Ann,ann@example.com,09:00 2026-06-01,,Shift", ["END_TIME_EMPTY"]),
    ("Ann,ann@example.com,9:00 2026-06-01,17:00 2026-06-01,Shift", ["START_TIME_FORMAT"]),
    ("Ann,ann@example.com,09:00 2026-06-01,17:00 01/06/2026,Shift", ["END_TIME_FORMAT"]),
    ("Ann,ann@example.com,09:00  2026-06-01,17:00 2026-06-01,Shift", ["START_TIME_FORMAT"]),
    ("Ann,ann@example.com,09:00 1999-12-31,17:00 2026-06-01,Shift", ["START_TIME_YEAR"]),
    ("Ann,ann@example.com,09:00 2026-06-01,17:00 2100-01-01,Shift", ["END_TIME_YEAR"]),
    ("Ann,ann@example.com,09:00 2026-02-30,17:00 2026-06-01,Shift", ["START_TIME_NONEXISTENT"]),
    ("Ann,ann@example.com,09:00 2026-06-01,24:00 2026-06-01,Shift", ["END_TIME_NONEXISTENT"]),
    ("Ann,ann@example.com,09:60 2026-06-01,17:00 2026-06-01,Shift", ["START_TIME_NONEXISTENT"]),
    ("Ann,ann@example.com,09:00 2026-06-01,09:00 2026-06-01,Shift", ["END_NOT_AFTER_START"]),
    ("Ann,ann@example.com,09:00 2026-06-01,08:59 2026-06-01,Shift", ["END_NOT_AFTER_START"]),
    ("Ann,ann@example.com,09:00 2026-06-01,17:00 2026-06-01,", ["EVENT_TYPE_EMPTY"]),
    ("Ann,ann@example.com,09:00 2026-06-01,17:00 2026-06-01,Shfit", ["EVENT_TYPE_UNKNOWN"]),
    ("Ann,ann@example.com,09:00 2026-06-01,17:00 2026-06-01", ["WRONG_FIELD_COUNT"]),
    ("Ann,ann@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift,", ["WRONG_FIELD_COUNT"]),
    (
      ",,soon,,",
      [
        "AGENT_NAME_EMPTY", "AGENT_EMAIL_EMPTY", "START_TIME_FORMAT", "END_TIME_EMPTY",
        "EVENT_TYPE_EMPTY",
      ]
    ),
    (
      "\"Ann\"x,ann@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift", ["TEXT_AFTER_QUOTE"]
    ),
    (
      ",zed@example.com,09.00 2026-06-01,17:00 2026-13-01,Shfit",
      [
        "AGENT_NAME_EMPTY", "AGENT_INACTIVE", "START_TIME_FORMAT", "END_TIME_NONEXISTENT",
        "EVENT_TYPE_UNKNOWN",
      ]
    ),
  ]

  @Test(arguments: badRows.indices)
  func `that is bad is rejected with all its problems, and the others are imported`(
    index: Int
  ) throws {
    let (row, codes) = Self.badRows[index]
    let read = try Self.read(row + "\n" + Self.good)
    #expect(read.counts.status == .importedWithErrors)
    #expect(read.counts == RowCounts(inserted: 1, rejected: 1))
    #expect(read.rejected.map(\.line) == ["2"])
    #expect(read.codes == codes)
    #expect(!read.error.isEmpty)
    #expect(read.events.count == 1)
  }

  /// The report in the database must equal what `MemoryImport` reads of each row above.
  @Test func `that is bad is stored in the report as it is read`() async throws {
    let rows = Self.badRows.map { "\($0.row)\n" }.joined()
    let outcome = try await ScheduleAccount().importRows(rows + Self.good)
    let read = try Self.read(rows + Self.good)
    #expect(outcome.status == .importedWithErrors)
    #expect(outcome.counts == read.counts)
    #expect(outcome.counts == RowCounts(inserted: 1, rejected: Self.badRows.count))
    #expect(outcome.rejected.map(\.codes) == Self.badRows.map(\.codes))
    #expect(outcome.reportText == read.report)
    #expect(outcome.events == [Self.event])
  }

  @Test(arguments: 0..<5) func `with bytes that are not UTF-8 is rejected`(column: Int) throws {
    let stems = ["AGENT_NAME", "AGENT_EMAIL", "START_TIME", "END_TIME", "EVENT_TYPE"]
    var cells = ["Ann", "ann@example.com", "09:00 2026-06-01", "17:00 2026-06-01", "Shift"].map {
      Array($0.utf8)
    }
    cells[column].append(0xC3)
    let row = Array(cells.joined(separator: [UInt8(ascii: ",")]))
    let read = try MemoryImport(
      file: Array(ScheduleAccount.header.utf8) + row + Array("\n".utf8), of: .stored)
    #expect(read.counts.status == .importedWithErrors)
    #expect(read.codes == ["\(stems[column])_NOT_UTF8"])
    #expect(read.rejected.first?.cells[column].last == "\u{FFFD}")
  }

  @Test func `that repeats an earlier one is rejected and names its line`() async throws {
    let outcome = try await ScheduleAccount().importRows(
      Self.good + "\n" + "A,ANN@example.com,09:00 2026-06-01,18:00 2026-06-01,shift\n")
    #expect(outcome.counts == RowCounts(inserted: 1, rejected: 1))
    #expect(outcome.rejected.first?.line == "4")
    #expect(outcome.rejected.first?.codes == ["DUPLICATE_ROW"])
    #expect(outcome.rejected.first?.error.contains("line 2 ") == true)
    #expect(outcome.events == [Self.event])
  }

  @Test func `that was rejected claims no identity`() throws {
    let read = try Self.read(
      "Ann,ann@example.com,09:00 2026-06-01,08:00 2026-06-01,Shift\n" + Self.good)
    #expect(read.counts == RowCounts(inserted: 1, rejected: 1))
    #expect(read.rejected.map(\.codes) == [["END_NOT_AFTER_START"]])
  }

  @Test func `of another type may overlap`() throws {
    let read = try Self.read(
      Self.good + "Ann,ann@example.com,09:00 2026-06-01,10:00 2026-06-01,Break\n")
    #expect(read.counts.status == .imported)
    #expect(read.events.count == 2)
  }

  /// The rows are so short that the table of their identities grows once.
  @Test func `that repeats an earlier one is found after many others`() throws {
    let rows = (0..<1100).map { number in
      let (hour, minute) = (number / 60, number % 60)
      return "A,a@b.c,\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute) 2026-06-01,"
        + "23:59 2026-06-01,Shift\n"
    }
    let read = try MemoryImport(
      (rows + rows.prefix(100)).joined(), of: MemoryAccount(emails: ["a@b.c"]))
    #expect(read.counts == RowCounts(inserted: 1100, rejected: 100))
    #expect(read.rejected.allSatisfy { $0.codes == ["DUPLICATE_ROW"] })
  }

  /// With this many events, some hashes agree in 32 bits.
  @Test func `is not confused with another one of the same hash`() throws {
    let agents = MemoryAccount(emails: (0..<250).map { "agent\($0)@example.com" })
    var rows = ""
    for minute in 0..<1200 {
      let (hour, rest) = (minute / 60, minute % 60)
      let time = "\(hour < 10 ? "0" : "")\(hour):\(rest < 10 ? "0" : "")\(rest) 2026-06-01"
      for agent in 0..<250 {
        rows += "A,agent\(agent)@example.com,\(time),23:59 2026-06-01,Shift\n"
      }
    }
    let read = try MemoryImport(rows, of: agents)
    #expect(read.counts == RowCounts(inserted: 300_000))
  }
}
