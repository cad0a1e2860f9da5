/// A file without a line that begins with `--` and the boundary. A client may send it with that
/// boundary, in a body of CRLF or of LF. The parser must read the file that was sent.
package struct SentFile {
  private let file: [UInt8]
  private let boundary: String

  /// Nil if a line of the file begins with the delimiter. A line begins after CRLF or LF.
  package init?(_ file: [UInt8], boundary: String) {
    let delimiter = Array("--\(boundary)".utf8)
    let isAtLineStart = file.indices.contains { start in
      (start == 0 || file[start - 1] == 0x0A) && file[start...].starts(with: delimiter)
    }
    if isAtLineStart { return nil }
    self.file = file
    self.boundary = boundary
  }

  /// The form with the file and a field after it.
  package func body(lineEnd: String) -> [UInt8] {
    let head = "Content-Disposition: form-data; name="
    return Array(["--\(boundary)", "\(head)file", "", ""].joined(separator: lineEnd).utf8) + file
      + Array(
        ["", "--\(boundary)", "\(head)field", "", "value", "--\(boundary)--", ""]
          .joined(separator: lineEnd).utf8)
  }

  package func check() throws(Broken) {
    let expected = Reading(parts: [
      ReadPart(name: "file", data: file, isEnded: true),
      ReadPart(name: "field", data: Array("value".utf8), isEnded: true),
    ])
    for lineEnd in ["\r\n", "\n"] {
      let body = body(lineEnd: lineEnd)
      for cuts in cuts(of: body) {
        let found = reading(of: body, boundary: boundary, cutAt: cuts)
        try hold(
          found == expected,
          "\(file.shown) between \(boundary), lines ending in \(lineEnd.debugDescription): \(found)"
        )
      }
    }
  }
}
