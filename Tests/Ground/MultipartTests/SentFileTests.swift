import FuzzProperties
import TestInputs
import Testing

/// A silently truncated file is the worst failure of this product.
@Suite("Sent files are read unchanged", .timeLimit(.minutes(1)))
struct SentFileTests {
  @Test(arguments: 0..<16)
  func `every file that has no line that begins with the boundary`(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    var count = 0
    for _ in 0..<200 {
      let boundary = ["B", "BB", "-", "--", "a b", "----x"].randomElement(using: &generator) ?? "B"
      let fragments = [
        "\r", "\n", "\r\n", "-", "--", " ", "x", ",", boundary, "--\(boundary)", "\n--\(boundary)",
        "\r--\(boundary)", "--\(boundary)--", "\n-\(boundary)", "\r\n--",
      ]
      var text = ""
      for _ in 0..<Int.random(in: 0...12, using: &generator) {
        text += fragments.randomElement(using: &generator) ?? ""
      }
      guard let file = SentFile(Array(text.utf8), boundary: boundary) else { continue }
      try file.check()
      count += 1
    }
    #expect(count > 50)
  }

  /// Sent in a body with CRLF. The boundary is between LF line ends, so RFC 2046 makes it a line of
  /// the file.
  @Test(arguments: ["a\n--BB\nb", "a\n--BB--\nb", "a\n--BB--", "\n--BB\r", "\n--BBx\n"])
  func `a file with LF lines that look like delimiters`(text: String) {
    let body = "--BB\r\nContent-Disposition: form-data; name=f\r\n\r\n\(text)\r\n--BB--\r\n"
    let reading = reading(of: body, boundary: "BB")
    #expect(reading.fault == nil)
    #expect(reading.parts.map(\.text) == [text])
  }
}
