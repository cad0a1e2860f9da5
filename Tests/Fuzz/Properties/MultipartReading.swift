package import Multipart

/// A part from the parser, with its pieces joined.
package struct ReadPart: Equatable {
  package var name: String
  package var fileName: String?
  package var contentType: String?
  package var data: [UInt8]
  package var isEnded: Bool

  package init(
    name: String = "", fileName: String? = nil, contentType: String? = nil, data: [UInt8] = [],
    isEnded: Bool = false
  ) {
    self.name = name
    self.fileName = fileName
    self.contentType = contentType
    self.data = data
    self.isEnded = isEnded
  }

  package var text: String { String(decoding: data, as: UTF8.self) }
}

/// The result of reading a body: the parts up to its end or its fault.
package struct Reading: Equatable {
  package var parts: [ReadPart]
  package var fault: MultipartFault?

  package init(parts: [ReadPart] = [], fault: MultipartFault? = nil) {
    self.parts = parts
    self.fault = fault
  }
}

/// Reads `bytes` with the parser under test, in chunks that end at `cuts` (ascending).
///
/// Ends the process if the order of events breaks the promise of `MultipartEvent`.
package func reading(
  of bytes: [UInt8], boundary: String, cutAt cuts: some Sequence<Int> = []
) -> Reading {
  var reading = Reading()
  var parser = MultipartParser(boundary: boundary)
  do {
    var start = 0
    for end in Array(cuts) + [bytes.count] {
      // A copy, so that the parser cannot read the bytes around a chunk.
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
    preconditionFailure("\(error) is no MultipartFault")
  }
  return reading
}

extension Reading {
  fileprivate mutating func take(_ event: MultipartEvent) {
    switch event {
    case .partBegan(let headers):
      precondition(parts.last?.isEnded != false, "a part begins within another")
      parts.append(
        ReadPart(
          name: headers.name, fileName: headers.fileName, contentType: headers.contentType))
    case .body(let piece):
      precondition(parts.last?.isEnded == false, "data outside of a part")
      precondition(!piece.isEmpty, "no data")
      parts[parts.count - 1].data += piece
    case .partEnded:
      precondition(parts.last?.isEnded == false, "a part ends that has not begun")
      parts[parts.count - 1].isEnded = true
    }
  }
}
