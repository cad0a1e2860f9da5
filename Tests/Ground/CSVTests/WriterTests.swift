import CSV
import Testing

@Suite("The writer", .timeLimit(.minutes(5)))
struct WriterTests {
  private func written(_ cell: String) -> String {
    var bytes: [UInt8] = []
    CSVWriter.append(cell: cell.utf8, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: ["a\rb", "\r", "a\r", "a\nb", "a\r\nb", "a,b", ",", "\n"])
  func `quotes a cell with a comma, a line feed or a carriage return`(cell: String) {
    #expect(written(cell) == "\"\(cell)\"")
  }

  @Test func `doubles quotes, and does not quote a plain cell`() {
    #expect(written("\"") == "\"\"\"\"")
    #expect(written("a\"b") == "\"a\"\"b\"")
    #expect(written("a b\t'é") == "a b\t'é")
    #expect(written("") == "")
    #expect(CSVWriter.line(["a", "b,c", ""]) == Array("a,\"b,c\",\r\n".utf8))
  }

  @Test func `writes what the reader reads back`() {
    for cell in ["a\rb", "\r", "\r\n", "\"\"", " a ", "a\"\r\"b", ",,"] {
      var reader = CSVReader(maximumFields: 3)
      CSVWriter.line([cell, "x", cell]).withUnsafeBytes { reader.append($0) }
      reader.finish()
      let read = reader.next { record in
        (0..<record.fieldCount).map { String(decoding: record[$0], as: UTF8.self) }
      }
      #expect(read == [cell, "x", cell])
      #expect(reader.next { $0.line } == nil)
    }
  }
}

@Suite("Formula cells", .timeLimit(.minutes(5)))
struct FormulaCellTests {
  private func mayRun(_ cell: String) -> Bool {
    Array(cell.utf8).withUnsafeBufferPointer { FormulaCell.mayRun($0) }
  }

  @Test(arguments: [
    "=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "\u{FF1D}1", "\u{FF0B}1", "\u{FF0D}1",
    "\u{FF20}A", "\u{FE66}1", "\u{FE62}1", "\u{FE63}1", "\u{FE6B}A", " =1", "\u{A0}=1", "\u{B}=1",
    "\u{C}-1", "\u{FEFF}=1", "\u{200B}@A", "\0=1", "\u{85}+1", "\u{3000}\u{FF1D}1", "=", "\u{7F}=1",
  ])
  func `begin with a line break, a tab, or a sign after any blanks and invisible characters`(
    cell: String
  ) {
    #expect(mayRun(cell))
  }

  @Test(arguments: ["", "a=1", " a", "'=1", "\"=1\"", "é=1", "0-1", "\u{2212}1", " ", "\u{200B}"])
  func `are not other cells`(cell: String) { #expect(!mayRun(cell)) }
}
