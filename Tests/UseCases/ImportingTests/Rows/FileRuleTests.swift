import Importing
import Scheduling
import Testing

@Suite("A schedule file", .timeLimit(.minutes(5)))
struct FileRuleTests {
  private static let row = "Ann,ann@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift"
  private static let header = "Agent Name,Agent Email,Start Time,End Time,Event Type Name"

  /// Checks a file's header like the upload, and reads it like the worker.
  private static func read(_ file: String) throws -> MemoryImport {
    let bytes = Array(file.utf8)
    #expect(ScheduleTemplate.hasHeader([bytes]))
    return try MemoryImport(file: bytes, of: .stored, zone: "America/New_York")
  }

  @Test(arguments: [
    "\(header)\n\(row)\n", "\(header)\n\(row)", "\(header)\r\n\(row)\r\n",
    "\u{FEFF}\(header)\n\(row)\n",
    "\"Agent Name\",\"Agent Email\",Start Time,\"End Time\",Event Type Name\n\(row)\n",
    "\(header)\n\n \t \r\n\r\n\(row)\n\n", "\n\(header)\n\(row)\n",
    "\u{FEFF}\r\n\r\n \t\r\n\(header)\r\n\(row)\r\n",
    "\(header)\n\"Ann\",\"ann@example.com\",\"09:00 2026-06-01\",\"17:00 2026-06-01\",\"Shift\"\n",
    "\(header)\n\"A\nn\"\"n\",ann@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift\n",
  ])
  func `may have a BOM, CRLF, quotes, blank lines and no line end at the end`(
    file: String
  ) throws {
    let read = try Self.read(file)
    #expect(read.counts.status == .imported)
    #expect(read.lines == ["ann@example.com 2026-06-01T13:00:00Z 2026-06-01T21:00:00Z Shift"])
  }

  @Test(arguments: [header, "\(header)\n", "\u{FEFF}\(header)\r\n\r\n"])
  func `with a header and no rows is imported`(file: String) throws {
    let read = try Self.read(file)
    #expect(read.counts.status == .imported)
    #expect(read.counts == RowCounts())
  }

  @Test(arguments: [
    "", "\nx\n\(header)\n", "agent name,Agent Email,Start Time,End Time,Event Type Name\n",
    "Agent Email,Agent Name,Start Time,End Time,Event Type Name\n", "\(header),\n",
    "\(header),Note\n", "Agent Name,Agent Email,Start Time,End Time\n", " \(header)\n",
    "Agent Name;Agent Email;Start Time;End Time;Event Type Name\n", row,
    "Agent Name,Agent Email,Start Time,End Time,\"Event Type Name\n",
  ])
  func `with another header is rejected before it is stored`(file: String) async throws {
    let account = try await ScheduleAccount()
    let refusal = await #expect(throws: ImportService.Refusal.self) {
      try await account.accept(Array(file.utf8))
    }
    guard case .wrongTemplate(let problems) = refusal else {
      Issue.record("\(String(describing: refusal))")
      return
    }
    #expect(problems.map(\.field) == ["csv_file"])
  }

  @Test func `whose quote never closes is read up to the line where it opens`() throws {
    let read = try Self.read(
      "\(Self.header)\n\(Self.row)\nAnn,\"ann@example.com,09:00 2026-06-02,17:00 2026-06-02,Shift\n"
        + "Bob,bob@example.com,09:00 2026-06-02,17:00 2026-06-02,Shift\n")
    #expect(read.counts.status == .importedWithErrors)
    #expect(read.counts == RowCounts(inserted: 1, rejected: 1))
    #expect(read.report.contains("\r\n3,Ann,"))
    #expect(read.report.contains(",UNCLOSED_QUOTE,"))
  }

  @Test func `reports a quote that never closes at the line where it opens`() throws {
    let read = try Self.read(
      "\(Self.header)\n\(Self.row)\n\"An\nn\",\"ann@example.com\n")
    #expect(read.rejected.map(\.line) == ["4"])
  }

  @Test func `with blank lines before its header counts them in the report`() throws {
    let read = try Self.read(
      "\r\n \n\(Self.header)\n\(Self.row)\n\nx\n")
    #expect(read.counts == RowCounts(inserted: 1, rejected: 1))
    #expect(read.rejected.map(\.line) == ["6"])
  }

  @Test func `with 5 MB of blank lines before its header is imported`() async throws {
    let rest = Array("\(Self.header)\n\(Self.row)\n".utf8)
    let blank = [UInt8](repeating: 0x0A, count: 5_242_880 - rest.count)
    let outcome = try await ScheduleAccount().importFile(blank + rest)
    #expect(outcome.status == .imported)
    #expect(outcome.counts == RowCounts(inserted: 1))
  }

  @Test func `of bad rows only is imported with errors`() throws {
    let read = try Self.read("\(Self.header)\nx\ny\n")
    #expect(read.counts.status == .importedWithErrors)
    #expect(read.counts == RowCounts(rejected: 2))
    #expect(read.rejected.map(\.line) == ["2", "3"])
  }

  @Test func `of 5,242,880 bytes of line feeds is imported`() async throws {
    let header = Array("\(Self.header)\n".utf8)
    let file = header + [UInt8](repeating: 0x0A, count: 5_242_880 - header.count)
    #expect(try await ScheduleAccount().importFile(file).status == .imported)
  }

  @Test func `uploaded again changes nothing`() async throws {
    let account = try await ScheduleAccount()
    let rows = "\(Self.row)\nBob,bob@example.com,09:00 2026-06-01,17:00 2026-06-01,Break\n"
    let first = try await account.importRows(rows)
    let second = try await account.importRows(rows)
    #expect(first.counts == RowCounts(inserted: 2))
    #expect(second.status == .imported)
    #expect(second.counts == RowCounts(unchanged: 2))
    #expect(second.events == first.events)
  }

  @Test func `with another end updates the event, and deletes nothing`() async throws {
    let account = try await ScheduleAccount()
    _ = try await account.importRows(
      "\(Self.row)\nBob,bob@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift\n")
    let outcome = try await account.importRows(
      "Ann,ann@example.com,09:00 2026-06-01,18:30 2026-06-01,Shift\n"
        + "Ann,ann@example.com,10:00 2026-06-01,11:00 2026-06-01,Shift\n")
    #expect(outcome.counts == RowCounts(inserted: 1, updated: 1))
    #expect(
      outcome.events == [
        "ann@example.com 2026-06-01T13:00:00Z 2026-06-01T22:30:00Z Shift",
        "bob@example.com 2026-06-01T13:00:00Z 2026-06-01T21:00:00Z Shift",
        "ann@example.com 2026-06-01T14:00:00Z 2026-06-01T15:00:00Z Shift",
      ])
  }

  @Test func `does not change the schedules of other accounts`() async throws {
    let one = try await ScheduleAccount("one")
    let other = try await ScheduleAccount("other", on: one.database)
    _ = try await one.importRows("\(Self.row)\n")
    let outcome = try await other.importRows(
      "Ann,ann@example.com,09:00 2026-06-01,18:30 2026-06-01,Shift\n")
    #expect(outcome.counts == RowCounts(inserted: 1))
    #expect(
      try await one.events() == ["ann@example.com 2026-06-01T13:00:00Z 2026-06-01T21:00:00Z Shift"]
    )
  }
}
