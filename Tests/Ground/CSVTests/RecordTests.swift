import CSV
import FuzzProperties
import Testing

@Suite("Records and fields (RFC 4180, section 2)", .timeLimit(.minutes(5)))
struct RecordTests {
  @Test func `each record is on its own line`() {
    #expect(
      texts(of: "aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n") == [
        ["aaa", "bbb", "ccc"], ["zzz", "yyy", "xxx"],
      ])
  }

  @Test func `the last line may lack its line break`() {
    #expect(texts(of: "aaa,bbb\r\nzzz,yyy") == [["aaa", "bbb"], ["zzz", "yyy"]])
  }

  @Test func `spaces belong to a field`() {
    #expect(texts(of: " a , b\t\n") == [[" a ", " b\t"]])
  }

  @Test func `fields may be quoted or not`() {
    #expect(
      texts(of: "\"aaa\",\"bbb\",ccc\r\nzzz,\"yyy\",xxx") == [
        ["aaa", "bbb", "ccc"], ["zzz", "yyy", "xxx"],
      ])
  }

  @Test func `a quoted field holds commas, line breaks and quotes`() {
    #expect(texts(of: "\"a,b\",\"c\r\nd\",\"e\"\"f\"\r\n") == [["a,b", "c\r\nd", "e\"f"]])
  }

  @Test func `a field is empty between two commas, at both ends and in quotes`() {
    #expect(texts(of: ",,\n\"\",a,\"\"\nb,") == [["", "", ""], ["", "a", ""], ["b", ""]])
  }

  @Test func `a quoted empty field alone makes a record`() {
    #expect(texts(of: "\"\"\n\"\"") == [[""], [""]])
  }

  @Test func `doubled quotes become single ones at every place`() {
    #expect(
      texts(of: "\"\"\"\",\"\"\"a\",\"a\"\"\",\"a\"\"\"\"b\"\n") == [
        ["\"", "\"a", "a\"", "a\"\"b"]
      ])
  }

  @Test func `a quote within an unquoted field is an ordinary byte`() {
    let read = records(of: "a\"b,c\"\", \"d\"\n\"e\",\"f\"")
    #expect(read.map(\.texts) == [["a\"b", "c\"\"", " \"d\""], ["e", "f"]])
    #expect(read.allSatisfy { $0.fault == nil })
  }

  @Test func `LF and CRLF may be mixed`() {
    #expect(texts(of: "a\nb\r\n\"c\"\n\"d\"\r\ne") == [["a"], ["b"], ["c"], ["d"], ["e"]])
  }

  @Test func `a CR without an LF is an ordinary byte`() {
    #expect(texts(of: "a\rb,\r,c\r\r\nd\r") == [["a\rb", "\r", "c\r"], ["d\r"]])
  }

  @Test func `NUL is an ordinary byte`() {
    #expect(texts(of: "a\0b,\0\n\0,\"\0\"\n") == [["a\0b", "\0"], ["\0", "\0"]])
  }

  @Test func `empty lines and lines of spaces and tabs are skipped`() {
    let read = records(of: "\n\r\n  \t\r\na\n \nb\n\n\t")
    #expect(read.map(\.texts) == [["a"], ["b"]])
    #expect(read.map(\.line) == [4, 6])
  }

  @Test func `a line of blanks and a comma is a blank record`() {
    #expect(texts(of: " ,\t\n") == [[" ", "\t"]])
    let read = records(of: " ,\t\n,,,,,,\r\n\"\",\" \"\n,,,,,,x\n\"\",\"\" ,\n\"\n\"\n")
    #expect(read.map(\.isBlank) == [true, true, true, false, false, false])
  }

  @Test(arguments: ["a,b\n\u{1A}", "a,b\u{1A}", "a,\"b\"\u{1A}", "a,b\r\n\u{1A}\u{1A}"])
  func `the end-of-file mark of DOS at the end is dropped`(text: String) {
    let read = records(of: text)
    #expect(read.map(\.texts) == [["a", "b"]])
    #expect(read.map(\.fault) == [nil])
  }

  @Test func `an end-of-file mark elsewhere is an ordinary byte`() {
    #expect(texts(of: "\u{1A}a\n\u{1A}\nb") == [["\u{1A}a"], ["\u{1A}"], ["b"]])
  }

  @Test func `a record has the line where it ends`() {
    let read = records(of: "a\n\"b\nc\r\nd\",e\r\n\nf,\"g\n\"")
    #expect(read.map(\.line) == [1, 2, 6])
    #expect(read.map(\.lastLine) == [1, 4, 7])
  }

  @Test(arguments: ["", "\n", "\r\n\r\n", " ", "\u{FEFF}", "\u{FEFF}\n", "\u{FEFF} \t"])
  func `a file with only a mark and blanks has no record`(text: String) {
    #expect(records(of: text).isEmpty)
  }

  @Test func `a byte order mark is skipped at the very start only`() {
    let read = records(of: "\u{FEFF}\"a\",b\n\u{FEFF}c\n")
    #expect(read.map(\.texts) == [["a", "b"], ["\u{FEFF}c"]])
    #expect(read.map(\.isASCII) == [true, false])
  }

  @Test func `the beginning of a byte order mark alone is text`() {
    let read = records(of: [0xEF, 0xBB])
    #expect(read.map(\.fields) == [[[0xEF, 0xBB]]])
    #expect(read.map(\.areValid) == [[false]])
  }

  @Test func `lines are physical, those within quotes included`() {
    let read = records(of: "a\n\"b\nc\r\nd\",\"\n\"\ne\n\n\"f\rg\"\nh")
    #expect(read.map(\.line) == [1, 2, 6, 8, 9])
  }
}
