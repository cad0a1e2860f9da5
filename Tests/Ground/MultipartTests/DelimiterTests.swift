import FuzzProperties
import Multipart
import Testing

@Suite("Delimiters", .timeLimit(.minutes(5)))
struct DelimiterTests {
  private static let head = "Content-Disposition: form-data; name=a\r\n\r\n"

  private func data(_ rest: String) -> [String] {
    let reading = reading(of: "--b\r\n\(Self.head)\(rest)", boundary: "b")
    #expect(reading.fault == nil)
    return reading.parts.map(\.text)
  }

  @Test func `only the line end before a delimiter is removed`() {
    #expect(data("x\r\n\r\n--b--") == ["x\r\n"])
    #expect(data("x\n\r\n--b--") == ["x\n"])
    let lines = reading(of: "--b\n\(Self.head)x\n\n--b--", boundary: "b")
    #expect(lines.parts.map(\.text) == ["x\n"])
    #expect(data("x\r\r\n--b--") == ["x\r"])
  }

  @Test func `the CR before the LF of a delimiter is data`() {
    let text = "--b\n\(Self.head)x\r\n--b--\n"
    #expect(reading(of: text, boundary: "b").parts.map(\.text) == ["x\r"])
  }

  @Test func `lines that end with a bare LF are read as well`() {
    let text = "--b\nContent-Disposition: form-data; name=a\n\nx\n--b\n\(Self.head)y\n--b--\n"
    let reading = reading(of: text, boundary: "b")
    #expect(reading.parts.map(\.text) == ["x", "y"])
    #expect(reading.fault == nil)
  }

  /// The first delimiter line ended in CRLF, so LF is a byte of the file.
  @Test(arguments: ["\n--b", "\n--b--", "\n--b\n", "\n--b--\n", "x\n--b\r\ny", "\n--bX", "\r--b--"])
  func `a line of the file between LF line ends is data`(line: String) {
    #expect(data("x\(line)\r\n--b--") == ["x\(line)"])
  }

  @Test func `a preamble does not decide the line ends`() {
    let text = "hello\n--b\r\n\(Self.head)x\n--b\r\n--b--"
    #expect(reading(of: text, boundary: "b").parts.map(\.text) == ["x\n--b"])
  }

  @Test(arguments: [" --b\r\n", "-b\r\n", "--B--\r\n", "--\r\n", "--a\r\n"])
  func `a line that does not begin with the boundary is data`(line: String) {
    #expect(data("\r\n\(line)\r\n--b--") == ["\r\n\(line)"])
    #expect(data("\(line)\r\n--b--") == [line])
  }

  @Test(arguments: [
    ("--bX\r\n", MultipartFault.Delimiter.goesOn), ("--b-\r\n", .goesOn), ("--b X\r\n", .goesOn),
    ("--b\rX", .goesOn), ("--b\t-\n", .goesOn), ("--b\r\r\n", .goesOn), ("--b--x", .goesOn),
    ("--b-- x\r\n", .goesOn), ("--b--\rx", .goesOn), ("--b---", .goesOn),
    ("--b\n", .hasOtherLineEnd), ("--b--\n", .hasOtherLineEnd), ("--b-- \t\n", .hasOtherLineEnd),
  ])
  func `a line that begins like a delimiter but is not one is a fault, on every split`(
    line: String, reason: MultipartFault.Delimiter
  ) {
    for data in ["", "x\r\n"] {
      let body = Array("--b\r\n\(Self.head)\(data)\(line)\r\n--b--".utf8)
      for cut in 0...body.count {
        let fault = reading(of: body, boundary: "b", cutAt: [cut]).fault
        #expect(fault == .malformedDelimiter(part: 1, reason))
      }
    }
  }

  @Test func `in a body of LF lines a delimiter line that ends in CRLF is a fault`() {
    let reading = reading(of: "--b\n\(Self.head)x\n--b\r\n\(Self.head)y\n--b--", boundary: "b")
    #expect(reading.fault == .malformedDelimiter(part: 1, .hasOtherLineEnd))
  }

  @Test func `in the preamble a line that begins like a delimiter is a fault`() {
    #expect(
      reading(of: "--bX\r\n--b--", boundary: "b").fault == .malformedDelimiter(part: 0, .goesOn))
  }

  @Test(arguments: ["", " ", "\t\r", "\r"])
  func `the last line may end with the body`(end: String) {
    #expect(data("x\r\n--b--\(end)") == ["x"])
  }

  @Test func `a delimiter within a line is data`() {
    #expect(data("x--b--\r\n--b--") == ["x--b--"])
    #expect(data("x\r--b--\r\n--b--") == ["x\r--b--"])
  }

  @Test func `spaces and tabs may follow a boundary`() {
    let text = "--b \t\r\n\(Self.head)x\r\n--b\t\r\n\(Self.head)y\r\n--b-- \t\r\n"
    #expect(reading(of: text, boundary: "b").parts.map(\.text) == ["x", "y"])
  }

  @Test func `an empty part may have its own line end or share the one of its headers`() {
    #expect(data("\r\n--b--") == [""])
    #expect(data("--b--") == [""])
    #expect(data("--b\r\n\(Self.head)\r\n--b--") == ["", ""])
  }

  @Test func `preamble and epilogue are ignored`() {
    let text = "hello\r\n--B\r\nx--b\r\n--b\r\n\(Self.head)x\r\n--b--\r\n--b\r\nbye"
    #expect(reading(of: text, boundary: "b").parts.map(\.text) == ["x"])
  }

  @Test(arguments: [
    "", "hello", "--b", "--b\r\n", "--b\r\n\(head)", "--b\r\n\(head)x", "--b\r\n\(head)x\r\n--b-",
    "--b\r\n\(head)x--b--", "--b\r\n\(head)x\r\n--b\r\n",
  ])
  func `a body without its closing delimiter is truncated`(text: String) {
    let reading = reading(of: text, boundary: "b")
    #expect(reading.fault == .truncated)
    #expect(reading.parts.filter(\.isEnded).isEmpty || text.hasSuffix("--b\r\n"))
  }

  @Test func `any bytes may be data`() {
    let bytes = (0...255).map(UInt8.init) + (0...255).reversed().map(UInt8.init)
    let body = Array("--b\r\n\(Self.head)".utf8) + bytes + Array("\r\n--b--".utf8)
    for cut in 0...body.count {
      #expect(reading(of: body, boundary: "b", cutAt: [cut]).parts.map(\.data) == [bytes])
    }
  }

  @Test func `an error of the handler is rethrown`() {
    struct Stop: Error {}
    var parser = MultipartParser(boundary: "b")
    let body = Array("--b\r\n\(Self.head)x".utf8)
    let failure = body.withUnsafeBytes { bytes in
      do {
        try parser.consume(bytes) { _ in throw Stop() }
        return false
      } catch {
        return error is Stop
      }
    }
    #expect(failure)
  }
}
