import Multipart

enum MultipartProperty {
  /// A boundary can be read back from a Content-Type that quotes it. Parts and fault do not depend
  /// on how the body is cut. A body written from the parts has these parts. The input, sent as a
  /// file, is read unchanged unless a line of it begins with the boundary.
  static func check(_ input: [UInt8]) throws(Broken) {
    let line = input.prefix { $0 != 0x0A }
    let body = Array(input.dropFirst(line.count + 1))
    let contentType = String(decoding: line, as: UTF8.self)
    guard let boundary = try? MultipartContentType.boundary(of: contentType) else { return }
    try checkBoundary(boundary)

    let expected = reading(of: body, boundary: boundary)
    for cuts in cuts(of: body) {
      let found = reading(of: body, boundary: boundary, cutAt: cuts)
      try hold(found == expected, "cut at \(cuts): \(found) instead of \(expected)")
    }
    try hold(
      expected.fault != nil || expected.parts.allSatisfy(\.isEnded),
      "a part does not end in a body that does")
    try checkRewritten(expected.parts.filter(\.isEnded).map(\.data), boundary: boundary)
    try SentFile(body, boundary: boundary)?.check()
  }

  private static func checkBoundary(_ boundary: String) throws(Broken) {
    let quoted = boundary.reduce(into: "") { quoted, character in
      if character == "\"" || character == "\\" { quoted.append("\\") }
      quoted.append(character)
    }
    let read = try? MultipartContentType.boundary(
      of: "multipart/form-data; boundary=\"\(quoted)\"")
    try hold(read == boundary, "\(boundary.debugDescription) is not read from its quoted form")
  }

  private static func checkRewritten(_ data: [[UInt8]], boundary: String) throws(Broken) {
    var body: [UInt8] = []
    for part in data {
      body += "--\(boundary)\r\nContent-Disposition: form-data; name=x\r\n\r\n".utf8
      body += part + [0x0D, 0x0A]
    }
    body += "--\(boundary)--".utf8
    let found = reading(of: body, boundary: boundary)
    try hold(
      found == Reading(parts: data.map { ReadPart(name: "x", data: $0, isEnded: true) }),
      "\(found) instead of \(data)")
  }
}
