import CSV
import FuzzProperties
import Testing

@Suite("The reader, called directly", .timeLimit(.minutes(5)))
struct ReaderTests {
  private struct Refusal: Error {}

  private func append(_ text: String, to reader: inout CSVReader) {
    Array(text.utf8).withUnsafeBytes { reader.append($0) }
  }

  @Test func `a record is returned as soon as its line break arrives`() {
    var reader = CSVReader(maximumFields: 2)
    append("a,b", to: &reader)
    #expect(reader.next { $0.fieldCount } == nil)
    append("\nc", to: &reader)
    #expect(reader.next { $0.fieldCount } == 2)
    #expect(reader.next { $0.fieldCount } == nil)
    reader.finish()
    #expect(reader.next { $0.fieldCount } == 1)
    #expect(reader.next { $0.fieldCount } == nil)
    #expect(reader.next { $0.fieldCount } == nil)
  }

  @Test func `chunks may be appended before the records are taken out`() {
    var reader = CSVReader(maximumFields: 1)
    append("a\nb\n", to: &reader)
    #expect(reader.next { Array($0[0]) } == [0x61])
    append("c\n", to: &reader)
    append("", to: &reader)
    append("d", to: &reader)
    reader.finish()
    var read: [[UInt8]] = []
    while let value = reader.next({ Array($0[0]) }) { read.append(value) }
    #expect(read == [[0x62], [0x63], [0x64]])
  }

  @Test func `an error of the body is rethrown, and its record counts as read`() throws {
    var reader = CSVReader(maximumFields: 1)
    append("a\nb\n", to: &reader)
    do {
      _ = try reader.next { (_: CSVRecord) throws(Refusal) -> Int in throw Refusal() }
      Issue.record("the error was lost")
    } catch {
      // Typed: only what the body throws can arrive here.
      let _: Refusal = error
    }
    #expect(reader.next { $0.line } == 2)
  }

  @Test func `fields beyond the maximum are counted, not kept`() {
    let read = records(of: Array("a,\"b\"\"\",c,\"d\"\"d\"\ne\n".utf8), maximumFields: 2)
    #expect(read.map(\.fieldCount) == [4, 1])
    #expect(read.map(\.texts) == [["a", "b\""], ["e"]])
  }

  @Test func `a fault beyond the maximum is reported`() {
    let read = records(of: Array("a,b,\"c\"d\ne,f,\"g".utf8), maximumFields: 1)
    #expect(read.map(\.fault) == [.textAfterClosingQuote, .unclosedQuote(line: 2)])
    #expect(read.map(\.fieldCount) == [3, 3])
  }
}
