import Foundation
import Importing
import Scheduling
import Testing

@Suite("The shape of a row", .timeLimit(.minutes(5)))
struct RowShapeTests {
  private static let good = row("08:00 2026-06-01")

  @Test(arguments: [
    ",,,,", ",", ",,,,,,,,,,,,,,,,,", " ,\t,,,", "\"\",\"\",\"\",\"\",\"\"", "\"\"", "\u{A0},,,,",
    "\u{FEFF}", "\u{1A}", ",,\u{200B},,",
  ])
  func `is a blank line if all of it is invisible`(line: String) throws {
    let read = try MemoryImport("\(line)\r\n\(Self.good)\(line)\n\(line)")
    #expect(read.rejectedCount == 0, "\(read.rejected)")
    #expect(read.events.count == 1)
  }

  @Test(arguments: ["\u{1A}", "\r\n\u{1A}", "\u{1A}\u{1A}\u{1A}", "\r\n\u{1A}\r\n"])
  func `ends before the end-of-file mark of DOS`(mark: String) throws {
    let read = try MemoryImport(Self.good.dropLast() + mark)
    #expect(read.rejectedCount == 0 && read.events.count == 1, "\(read.rejected)")
  }

  @Test(arguments: [
    (
      "Carter, Ben,ben.carter@example.com,08:00 2026-06-01,16:00 2026-06-01,Shift",
      #"The row has 6 fields instead of 5. Put quotes around a cell with a comma: "Carter, Ben"."#
    ),
    (
      "Lee, Ann, PhD,ben.carter@example.com,08:00 2026-06-01,16:00 2026-06-01,Shift",
      #"The row has 7 fields instead of 5. Put quotes around a cell with a comma: "Lee, Ann, PhD"."#
    ),
    (
      "Ben,ben.carter@example.com,08:00 2026-06-01,16:00 2026-06-01,Off, paid",
      #"The row has 6 fields instead of 5. Put quotes around a cell with a comma: "Off, paid"."#
    ),
    (
      "“Carter, Ben”,ben.carter@example.com,08:00 2026-06-01,16:00 2026-06-01,Shift",
      "The row has 6 fields instead of 5. Curly quotes do not enclose a cell. "
        + #"Use straight quotes: "Carter, Ben"."#
    ),
    (
      "Ben,ben.carter@example.com,08:00 2026-06-01,16:00 2026-06-01,Shift,",
      "The row has 6 fields instead of 5. Remove the comma at the end of the row."
    ),
    (
      "Ben,ben.carter@example.com,08:00 2026-06-01,16:00 2026-06-01,Shift,, ,",
      "The row has 8 fields instead of 5. Remove the 3 commas at the end of the row."
    ),
    (
      "\"Ben,ben.carter@example.com,08:00 2026-06-01,16:00 2026-06-01,Shift\"",
      "The row has 1 field instead of 5. The whole row is inside one pair of quotes. "
        + "Remove the first and the last quote."
    ),
    (
      "Ben;ben.carter@example.com;08:00 2026-06-01;16:00 2026-06-01;Shift",
      "The row has 1 field instead of 5. Separate the cells with commas, not semicolons."
    ),
    (
      "Ben,ben.carter@example.com,08:00 2026-06-01",
      "The row has 3 fields instead of 5. Write all five cells, separated by commas: Agent Name,"
        + "Agent Email,Start Time,End Time,Event Type Name."
    ),
    ("a,b,c,d,e,f", "Put quotes around a cell with a comma: \"Carter, Ben\"."),
  ])
  func `with a wrong number of fields says what to change`(line: String, error: String) throws {
    let read = try MemoryImport(line + "\r\n")
    #expect(read.codes == ["WRONG_FIELD_COUNT"])
    #expect(read.error.hasSuffix(error), "\(read.error)")
  }

  @Test func `names the lines that a quote swallows`() throws {
    let rows = String(repeating: Self.good, count: 8)
    let open = try MemoryImport(Self.good + "\"" + Self.good + rows)
    #expect(open.rejectedCount == 1 && open.report.contains(",UNCLOSED_QUOTE,"))
    #expect(
      open.report.contains(
        "The quote opened on line 3 is never closed, so lines 3 to 11 could not be read. Remove the "
          + "quote or close it."), "\(open.report)")
    let last = try MemoryImport(Self.good + "Ben,\"ben")
    #expect(
      last.report.contains(
        "The quote opened on line 3 is never closed, so line 3 could not be read."))
    let closed = try MemoryImport("\"" + Self.good + Self.good + "\"Ana L\",x,x,x,x\r\n")
    #expect(
      closed.report.contains(
        "The quote opened on line 2 is closed on line 4 and followed by text, so lines 2 to 4 were "
          + "read as one row. Remove the quote on line 2 or close it there."), "\(closed.report)")
  }

  /// Without this rule, the first row would be lost in the Agent Name of the second row.
  @Test func `with another row inside a quoted cell is rejected`() throws {
    let read = try MemoryImport(
      "\"" + Self.good.dropLast() + "\nAna L\"" + Self.good.dropFirst(10))
    #expect(read.events.isEmpty && read.rejectedCount == 1)
    #expect(read.report.contains(",QUOTE_SPANS_ROWS,"))
    #expect(
      read.report.contains("A quoted cell spans lines 2 to 3 and contains a whole row."))
    let name = try MemoryImport("\"Carter,\nBen\"" + Self.good.dropFirst(10))
    #expect(name.events.count == 1)
    // As many commas as a row, but not on one line.
    let titles = try MemoryImport(
      "\"Carter, Ben, Dr.\nM.D., Ph.D., Esq.\"" + Self.good.dropFirst(10))
    #expect(titles.events.count == 1)
  }

  @Test(arguments: [
    (
      "\"Ann \"the boss\" Lee\"",
      #"Agent Name ""Ann "the boss" Lee"" has text after its closing quote. Write each quote inside "#
        + #"a quoted cell twice: "Ann ""the boss"" Lee"."#
    ),
    (
      "\"Ann\" ",
      #"Agent Name ""Ann" " has text after its closing quote. Write each quote inside a quoted cell "#
        + #"twice: "Ann"."#
    ),
    (
      "\"Ann\"x",
      #"Agent Name ""Ann"x" has text after its closing quote. Write each quote inside a quoted cell "#
        + #"twice: "Ann""x"."#
    ),
  ])
  func `with text after a closing quote is shown as it was uploaded`(
    cell: String, error: String
  ) throws {
    let read = try MemoryImport(cell + Self.good.dropFirst(10))
    #expect(read.codes == ["TEXT_AFTER_QUOTE"])
    #expect(read.rejected.first?.cells.first == cell)
    #expect(read.error == error)
  }

  @Test func `checks the other cells beside one with bad quotes`() throws {
    let read = try MemoryImport("Ben,\"x\"y,soon,16:00 2026-06-01,Shift\r\n")
    #expect(read.codes == ["TEXT_AFTER_QUOTE", "START_TIME_FORMAT"])
  }

  @Test func `has cells of at most 1,000 bytes in the report, cut between characters`() throws {
    let long = String(repeating: "é", count: 2_000_000)
    let read = try MemoryImport("\"" + long + Self.good)
    let cell = try #require(read.report.split(separator: ",", maxSplits: 9).dropFirst(8).first)
    #expect(read.report.utf8.count < 1500)
    #expect(cell.hasPrefix("\"\"\"é") || read.report.contains("\"\"\"ééé"))
    #expect(read.report.contains("é…\""))
    for count in 990...1005 {
      let text = String(repeating: "a", count: count)
      let row = try #require(try MemoryImport("\(text),x\n").rejected.first)
      #expect(
        row.cells[0] == (count <= 1000 ? text : String(repeating: "a", count: 997) + "…"))
      // Two and four bytes.
      for letter in ["é", "🙂"] {
        let wide = text + letter
        let cell = try #require(try MemoryImport("\(wide),x\n").rejected.first).cells[0]
        #expect(cell == wide || cell.hasSuffix("…") && cell.utf8.count <= 1000)
        #expect(!cell.contains("\u{FFFD}"))
      }
    }
  }

  @Test func `of bytes that are not UTF-8 has cells of at most 1,000 bytes`() throws {
    let bytes =
      Array(ScheduleAccount.header.utf8) + [UInt8](repeating: 0xFF, count: 999) + [0x2C, 0x0A]
    let read = try MemoryImport(file: bytes)
    let cell = try #require(read.rejected.first).cells[0]
    #expect(cell.utf8.count <= 1000 && cell.hasPrefix("\u{FFFD}") && cell.hasSuffix("…"))
  }

  @Test func `is explained for the first 10,000 rows of a file`() throws {
    let read = try MemoryImport(String(repeating: "x\n\"x\"y\n", count: 6000))
    #expect(read.rejectedCount == 12_000)
    // Both the quotes of `"x"y` and the number of fields.
    #expect(read.rejected[6000].error.contains("separated by commas: Agent Name"))
    #expect(
      read.rejected[11_998].error
        == "The row has 1 field instead of 5. Write all five cells, separated by commas.")
    #expect(
      read.rejected[11_999].error
        == "A cell has text after its closing quote. Write each quote inside a quoted cell twice. "
        + "The row has 1 field instead of 5. Write all five cells, separated by commas.")
  }
}
