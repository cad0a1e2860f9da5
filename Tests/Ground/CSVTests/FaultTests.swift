import CSV
import FuzzProperties
import Testing

@Suite("Quoting faults and bytes that are not UTF-8", .timeLimit(.minutes(5)))
struct FaultTests {
  @Test func `text after a closing quote is a fault, and the next record is complete`() {
    let read = records(of: "\"a\"\"b\"c\"d\",e\r\nf,g\r\n")
    #expect(read.map(\.fault) == [.textAfterClosingQuote, nil])
    #expect(read.map(\.texts) == [["\"a\"\"b\"c\"d\"", "e"], ["f", "g"]])
  }

  @Test(arguments: ["\"a\" ,b", "\"a\"\t\n", "\"a\"\r", "\"a\"\r,b\n", "b,\"a\"\0"])
  func `anything after a closing quote is text`(text: String) {
    #expect(records(of: text).map(\.fault) == [.textAfterClosingQuote])
  }

  @Test func `a CRLF after a closing quote is not a fault`() {
    #expect(records(of: "\"a\"\r\n\"b\"\n\"c\"").map(\.fault) == [nil, nil, nil])
  }

  @Test func `a quote that never closes is a fault at the line where it opens`() {
    let read = records(of: "a,b\n\"c\nd\",\"e\"\"\nf,g\r\n\r\nh\n")
    #expect(read.map(\.line) == [1, 2])
    #expect(read.map(\.fault) == [nil, .unclosedQuote(line: 3)])
    #expect(read.last?.texts == ["c\nd", "\"e\"\"\nf,g\r\n\r\nh\n"])
    #expect(read.map(\.lastLine) == [1, 6])
  }

  @Test func `a lone quote at the end of the file never closes`() {
    let read = records(of: "a\n\"")
    #expect(read.map(\.fault) == [nil, .unclosedQuote(line: 2)])
    #expect(read.last?.texts == ["\""])
  }

  @Test func `a quote that never closes takes precedence over text after a closing one`() {
    #expect(records(of: "\"a\"b,\"c").map(\.fault) == [.unclosedQuote(line: 1)])
  }

  @Test func `a fault has its field and the lines of its quotes`() {
    func place(_ text: String) -> CSVFaultPlace? {
      var reader = CSVReader(maximumFields: 5)
      Array(text.utf8).withUnsafeBytes { reader.append($0) }
      reader.finish()
      var places: [CSVFaultPlace?] = []
      while let place = reader.next({ $0.faultPlace }) { places.append(place) }
      return places.last ?? nil
    }
    #expect(place("a\nb,\"c\n\nd\"e,f\n") == .init(field: 1, openingLine: 2, closingLine: 4))
    #expect(place("a,\"b\"c,\"d\"e\n") == .init(field: 1, openingLine: 1, closingLine: 1))
    #expect(place("\"a\"b\n,\"c\nd\n") == .init(field: 1, openingLine: 2, closingLine: 4))
    #expect(place("a,\"b\"\n") == nil)
  }

  @Test func `each field is checked for UTF-8`() {
    let read = records(of: Array("a,é,".utf8) + [0xFF, 0x2C, 0xC3, 0x0A] + Array("b,c\n".utf8))
    #expect(read.map(\.areValid) == [[true, true, false, false], [true, true]])
    #expect(read.map(\.isASCII) == [false, true])
  }

  /// Unicode, table 3-7: overlong forms, surrogates, beyond U+10FFFF, cut short.
  @Test(
    arguments: [
      [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
      [0xF0, 0x9F, 0x98], [0x80],
    ] as [[UInt8]])
  func `ill-formed UTF-8 is reported and kept unchanged`(bytes: [UInt8]) {
    let read = records(of: bytes)
    #expect(read.map(\.areValid) == [[false]])
    #expect(read.map(\.fields) == [[bytes]])
  }
}
