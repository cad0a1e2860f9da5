import Foundation
import Scheduling
import Testing

@Suite("The error report")
struct ErrorReportTests {
  @Test func `is UTF-8 with a byte order mark, CRLF, the header, and the cells as uploaded`()
    async throws
  {
    let outcome = try await ScheduleAccount().importRows(
      "Zoë, nobody@example.com ,09:00 2026-06-01,17:00 2026-06-01,\"a \"\"b\"\", c\"\n")
    #expect(
      outcome.reportText
        == "\u{FEFF}Line,Agent Name,Agent Email,Start Time,End Time,Event Type Name,Error Code,Error"
        + "\r\n2,Zoë, nobody@example.com ,09:00 2026-06-01,17:00 2026-06-01,\"a \"\"b\"\", c\","
        + "AGENT_UNKNOWN;EVENT_TYPE_UNKNOWN,No agent of this account has this Agent Email. "
        + "No event type of this account has this Event Type Name.\r\n")
  }

  @Test func `counts physical lines, also through fields of several lines`() async throws {
    let outcome = try await ScheduleAccount().importRows(
      "\"A\nn\nn\",ann@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift\r\n\r\nx\r\n\n\"y\nz\"\n"
    )
    #expect(outcome.counts == RowCounts(inserted: 1, rejected: 2))
    let lines = outcome.reportText.matches(of: /\r\n([0-9]+),/).map(\.1)
    #expect(lines == ["6", "8"])
  }

  @Test(arguments: ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
  func `disarms cells that a spreadsheet would run`(cell: String) async throws {
    let outcome = try await ScheduleAccount().importRows(
      "\"\(cell)\",nobody@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift\n")
    #expect(outcome.rejected.first?.cells.first == "'\(cell)")
  }

  @Test func `leaves cells alone that no spreadsheet would run`() async throws {
    let outcome = try await ScheduleAccount().importRows(
      "a=1+1,nobody@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift\n")
    #expect(outcome.rejected.first?.cells.first == "a=1+1")
  }

  @Test func `shows the first five cells of a row with more, and empty ones of a row with fewer`()
    async throws
  {
    let outcome = try await ScheduleAccount().importRows("a,b,c,d,e,f,g\nh,i\n")
    #expect(
      outcome.rejected.map(\.cells) == [["a", "b", "c", "d", "e"], ["h", "i", "", "", ""]])
    #expect(outcome.rejected.allSatisfy { $0.codes == ["WRONG_FIELD_COUNT"] })
  }

  @Test func `of a full file of bad rows is whole and in file order`() async throws {
    let row = "Ann,nobody@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift\n"
    let count = (5_242_880 - ScheduleAccount.header.utf8.count) / row.utf8.count
    let outcome = try await ScheduleAccount().importRows(String(repeating: row, count: count))
    #expect(outcome.status == .importedWithErrors)
    #expect(outcome.counts == RowCounts(rejected: count))
    let lines = outcome.rejected.map(\.line)
    #expect(lines == (2..<(count + 2)).map { String($0) })
  }
}
