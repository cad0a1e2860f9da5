import Multipart
import Testing

/// A part as the parser gave it out, its pieces joined.
struct ReadPart: Equatable {
  var name = ""
  var fileName: String?
  var contentType: String?
  var data: [UInt8] = []
  var isEnded = false

  var text: String { String(decoding: data, as: UTF8.self) }
}

/// What came of a body: the parts until its end, or until the fault.
struct Reading: Equatable {
  var parts: [ReadPart] = []
  var fault: MultipartFault?
}

/// Reads `bytes` with the parser under test, in chunks that end at `cuts` (ascending).
func reading(of bytes: [UInt8], boundary: String, cutAt cuts: some Sequence<Int> = []) -> Reading {
  var reading = Reading()
  var parser = MultipartParser(boundary: boundary)
  do {
    var start = 0
    for end in Array(cuts) + [bytes.count] {
      // A copy, so that the parser cannot lean on the bytes around a chunk.
      let chunk = Array(bytes[start..<end])
      try chunk.withUnsafeBytes { chunk in
        try parser.consume(chunk) { reading.take($0) }
      }
      start = end
    }
    try parser.finish()
  } catch let fault as MultipartFault {
    reading.fault = fault
  } catch {
    Issue.record(error)
  }
  return reading
}

func reading(of text: String, boundary: String) -> Reading {
  reading(of: Array(text.utf8), boundary: boundary)
}

extension Reading {
  /// Events in another order than `MultipartEvent` promises are recorded as issues.
  fileprivate mutating func take(_ event: MultipartEvent) {
    switch event {
    case .partBegan(let headers):
      if parts.last?.isEnded == false { Issue.record("a part begins within another") }
      parts.append(
        ReadPart(
          name: headers.name, fileName: headers.fileName, contentType: headers.contentType))
    case .body(let piece):
      guard parts.last?.isEnded == false, !piece.isEmpty else {
        Issue.record("data outside of a part, or no data")
        return
      }
      parts[parts.count - 1].data += piece
    case .partEnded:
      guard parts.last?.isEnded == false else {
        Issue.record("a part ends that has not begun")
        return
      }
      parts[parts.count - 1].isEnded = true
    }
  }
}

/// The header and the data of one part between delimiters with the boundary `b`.
func onePart(_ headers: String, data: String = "data") -> Reading {
  reading(of: "--b\r\n\(headers)\r\n\r\n\(data)\r\n--b--\r\n", boundary: "b")
}
