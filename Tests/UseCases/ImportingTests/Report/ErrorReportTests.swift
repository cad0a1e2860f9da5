import Foundation
import Importing
import Scheduling
import Store
import Testing

@Suite("The error report", .timeLimit(.minutes(5)))
struct ErrorReportTests {
  private static func read(_ rows: String) throws -> MemoryImport {
    try MemoryImport(rows, of: .stored, zone: "America/New_York")
  }

  @Test func `is UTF-8 with a byte order mark, CRLF, the header, and the cells as uploaded`()
    throws
  {
    let read = try Self.read(
      "Zoë, nobody@example.com ,09:00 2026-06-01,17:00 2026-06-01,\"a \"\"b\"\", c\"\n")
    #expect(
      read.report
        == "\u{FEFF}Line,Agent Name,Agent Email,Start Time,End Time,Event Type Name,Error Code,Error"
        + "\r\n2,Zoë, nobody@example.com ,09:00 2026-06-01,17:00 2026-06-01,\"a \"\"b\"\", c\","
        + "AGENT_UNKNOWN;EVENT_TYPE_UNKNOWN,\"The account has no agent with the Agent Email "
        + "\"\" nobody@example.com \"\". Correct it, or ask an administrator to add the agent. The account has no "
        + "event type with the Event Type Name \"\"a \"\"b\"\", c\"\". Correct it, or ask an "
        + "administrator to add the event type.\"\r\n")
  }

  @Test func `counts physical lines, also through fields of several lines`() throws {
    let read = try Self.read(
      "\"A\nn\nn\",ann@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift\r\n\r\nx\r\n\n\"y\nz\"\n"
    )
    #expect(read.counts == RowCounts(inserted: 1, rejected: 2))
    let lines = read.report.matches(of: /\r\n([0-9]+),/).map(\.1)
    #expect(lines == ["6", "8"])
  }

  @Test(arguments: ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\u{FF1D}1", " =1", "\u{FEFF}@A"])
  func `guards cells that a spreadsheet would run`(cell: String) throws {
    let read = try Self.read(
      "\"\(cell)\",nobody@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift\n")
    #expect(read.rejected.first?.cells.first == "'\(cell)")
  }

  @Test func `does not change cells that no spreadsheet would run`() throws {
    let read = try Self.read(
      "a=1+1,nobody@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift\n")
    #expect(read.rejected.first?.cells.first == "a=1+1")
  }

  @Test func `shows five cells of a row with more, and adds empty cells to a row with fewer`()
    throws
  {
    let read = try Self.read("a,b,c,d,e,f,g\nh,i\n")
    #expect(
      read.rejected.map(\.cells) == [["a", "b", "c", "d", "e"], ["h", "i", "", "", ""]])
    #expect(read.rejected.allSatisfy { $0.codes == ["WRONG_FIELD_COUNT"] })
  }

  /// A report of the rows in one piece, with this limit in bytes.
  private func report(of rows: String, limit: Int) throws -> String {
    let bytes = Array((ScheduleAccount.header + rows).utf8)
    var file = ScheduleFile(
      reference: ReferenceData(ReferenceKeys(agents: [], eventTypes: [])),
      format: .default, zone: try TimeZoneDatabase().zone(named: "UTC"), size: bytes.count,
      reportLimit: limit)
    var report: [UInt8] = []
    try bytes.withUnsafeBytes { try file.read($0) }
    report += file.takeReportPiece(isLast: false) ?? []
    try file.finish()
    report += file.takeReportPiece(isLast: true) ?? []
    return String(decoding: report, as: UTF8.self)
  }

  @Test func `that has reached its limit counts the remaining rows and their problems`()
    throws
  {
    let good = "Ann,ann@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift\n"
    let rows = String(repeating: good, count: 5) + "\n,,,,x\n"
    let whole = try report(of: rows, limit: 64 << 20).components(separatedBy: "\r\n")
    #expect(whole.count == 8)
    // The header and three rows reach the limit at any byte of the third row.
    let third = whole[..<4].joined(separator: "\r\n").utf8.count + 2
    for limit in [third, third - whole[3].utf8.count - 1] {
      let short = try report(of: rows, limit: limit).components(separatedBy: "\r\n")
      #expect(short.count == 6)
      #expect(short[..<4] == whole[..<4])
      let closing = RejectedRow(short[4])
      #expect(closing.line == "5" && closing.cells == ["", "", "", "", ""])
      #expect(closing.codes == ["MORE_ROWS_REJECTED"])
      #expect(closing.error.contains("3 more rows were not imported, from line 5 to line 8."))
      #expect(closing.error.contains("AGENT_UNKNOWN (2)"))
      #expect(closing.error.contains("EVENT_TYPE_UNKNOWN (3)"))
    }
    // If the last row reaches the limit, there is nothing to sum up.
    let full = try report(of: rows, limit: whole.joined(separator: "\r\n").utf8.count)
    #expect(full.components(separatedBy: "\r\n") == whole)
  }

  @Test func `of a million bad rows is no longer than 64 MiB and a row`() async throws {
    let count = 870_000
    let outcome = try await ScheduleAccount().importRows(String(repeating: ",,,,x\n", count: count))
    #expect(outcome.counts == RowCounts(rejected: count))
    #expect(
      (ScheduleFile.reportLimit..<ScheduleFile.reportLimit + 2000).contains(outcome.report.count))
    let listed = outcome.report.count { $0 == 0x0A } - 2
    #expect(
      String(decoding: outcome.report.suffix(1500), as: UTF8.self).contains(
        "\(count - listed) more rows were not imported, from line \(listed + 2) to line 870001."))
  }

  @Test func `of a full file of bad rows is complete and in file order`() async throws {
    let row = "Ann,nobody@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift\n"
    let count = (5_242_880 - ScheduleAccount.header.utf8.count) / row.utf8.count
    let outcome = try await ScheduleAccount().importRows(String(repeating: row, count: count))
    #expect(outcome.status == .importedWithErrors)
    #expect(outcome.counts == RowCounts(rejected: count))
    let lines = outcome.rejected.map(\.line)
    #expect(lines == (2..<(count + 2)).map { String($0) })
  }
}
