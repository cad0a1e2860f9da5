import FuzzProperties
import Multipart
import Testing

@Suite("Limits", .timeLimit(.minutes(1)))
struct LimitTests {
  private static let disposition = "Content-Disposition: form-data; name=a\r\n"
  private static let size = 1024 * 1024

  /// One part with `size` bytes of headers, including the empty line.
  private func part(headerBytes size: Int) -> [UInt8] {
    let filler = size - Self.disposition.utf8.count - "X: \r\n\r\n".utf8.count
    let text =
      "--b\r\n\(Self.disposition)X: \(String(repeating: "x", count: filler))\r\n\r\nx\r\n--b--"
    return Array(text.utf8)
  }

  @Test func `16 KiB of headers are accepted, in one chunk and in single bytes`() {
    let body = part(headerBytes: MultipartParser.maximumHeaderBytes)
    #expect(reading(of: body, boundary: "b").parts.map(\.text) == ["x"])
    #expect(
      reading(of: body, boundary: "b", cutAt: 1..<body.count).parts.map(\.text) == ["x"])
  }

  @Test func `one more byte of headers is rejected, even before the line ends`() {
    let body = part(headerBytes: MultipartParser.maximumHeaderBytes + 1)
    let fault = Reading(fault: .headersTooLarge(part: 1))
    #expect(reading(of: body, boundary: "b") == fault)
    #expect(reading(of: body, boundary: "b", cutAt: 1..<body.count) == fault)
    let endless = Array("--b\r\nX: \(String(repeating: "x", count: 20_000))".utf8)
    #expect(reading(of: endless, boundary: "b") == fault)
  }

  @Test func `100 parts are accepted and the 101st is rejected`() {
    let part = "--b\r\n\(Self.disposition)\r\nx\r\n"
    let full = String(repeating: part, count: MultipartParser.maximumParts)
    let whole = reading(of: "\(full)--b--", boundary: "b")
    #expect(whole.parts.count == 100)
    #expect(whole.fault == nil)
    let over = reading(of: "\(full)--b\r\n", boundary: "b")
    #expect(over.parts.count == 100)
    #expect(over.fault == .tooManyParts)
  }

  @Test(arguments: [(128, nil), (129, MultipartFault.malformedDelimiter(part: 1, .hasManyBlanks))])
  func `128 blanks after a boundary are accepted, one more is a fault`(
    blanks: Int, fault: MultipartFault?
  ) {
    let padding = String(repeating: " ", count: blanks)
    for line in ["--b\(padding)\r\n\(Self.disposition)\r\ny\r\n--b--", "--b--\(padding)\r\n"] {
      let body = Array("--b\r\n\(Self.disposition)\r\nx\r\n\(line)".utf8)
      for cuts in [[], Array(1..<body.count)] {
        let reading = reading(of: body, boundary: "b", cutAt: cuts)
        #expect(reading.fault == fault)
        #expect(reading.parts.first?.text == "x")
      }
    }
  }

  @Test func `a boundary of 70 characters works`() {
    let boundary = String(repeating: "x", count: MultipartParser.maximumBoundary)
    let text = "--\(boundary)\r\n\(Self.disposition)\r\nx\r\n--\(boundary)--"
    #expect(reading(of: text, boundary: boundary).parts.map(\.text) == ["x"])
  }

  /// 1 MB that is slow for a parser that goes back after each refuted delimiter.
  @Test(arguments: ["\r\n--", "\r\n------------", "\n--------------------------B", "\r", "\n", "-"])
  func `a file of delimiter fragments is read exactly`(fragment: String) {
    let boundary = "--------------------------Bound"
    let piece = Array(fragment.utf8)
    let data = Array(repeatElement(piece, count: Self.size / piece.count).joined())
    let body =
      Array("--\(boundary)\r\n\(Self.disposition)\r\n".utf8) + data
      + Array("\r\n--\(boundary)--".utf8)
    let cuts = stride(from: 65_536, to: body.count, by: 65_536)
    let reading = reading(of: body, boundary: boundary, cutAt: cuts)
    #expect(reading.fault == nil)
    #expect(reading.parts.count == 1)
    #expect(reading.parts.first?.data == data)
  }
}
