/// Collects the header lines of one part, reads each complete header, and keeps only the fields of
/// `MultipartHeaders`.
///
/// A line that begins with a blank continues the header of the line before (RFC 2046, section 5.1;
/// RFC 822, section 3.1.1). Only the line end between the two is removed.
struct PartHeaderReader: Sendable {
  private let part: Int
  private var line: [UInt8] = []
  /// The lines so far of a header that the next line may continue.
  private var field: [UInt8] = []
  private var size = 0
  private var disposition: FormDataDisposition?
  private var contentType: String?
  private var hasTransferEncoding = false

  /// - Parameter part: the part's number for the faults, from 1.
  init(part: Int) {
    self.part = part
  }

  /// Consumes bytes from `position` on, up to the empty line that ends the headers.
  ///
  /// - Returns: nil if the chunk ended before the empty line did.
  mutating func read(
    _ chunk: UnsafeRawBufferPointer, from position: inout Int
  ) throws(MultipartFault) -> MultipartHeaders? {
    while position < chunk.count {
      let rest = chunk[position...]
      let lineFeed = rest.firstIndex(of: UInt8(ascii: "\n"))
      let end = lineFeed.map { $0 + 1 } ?? chunk.count
      size += end - position
      guard size <= MultipartParser.maximumHeaderBytes else { throw .headersTooLarge(part: part) }
      line.append(contentsOf: rest[position..<end])
      position = end
      guard lineFeed != nil else { return nil }
      line.removeLast()
      if line.last == UInt8(ascii: "\r") { line.removeLast() }
      try take(line)
      if line.isEmpty { return try headers() }
      line.removeAll(keepingCapacity: true)
    }
    return nil
  }

  private mutating func take(_ line: [UInt8]) throws(MultipartFault) {
    if let first = line.first, ASCII.isBlank(first), !field.isEmpty {
      field += line
      return
    }
    if !field.isEmpty { try readField() }
    field = line
  }

  private func headers() throws(MultipartFault) -> MultipartHeaders {
    guard let disposition else { throw .notFormData(part: part) }
    guard let name = disposition.name else { throw .missingName(part: part) }
    return MultipartHeaders(name: name, fileName: disposition.fileName, contentType: contentType)
  }

  /// Reads `field` (RFC 9112, section 5): a name of token characters, a colon directly after it,
  /// and a value without control characters.
  private mutating func readField() throws(MultipartFault) {
    if let control = field.first(where: ASCII.isForbiddenControl) {
      throw .controlCharacter(part: part, control)
    }
    guard let colon = field.firstIndex(of: UInt8(ascii: ":")), colon > 0,
      field[..<colon].allSatisfy(ASCII.isTokenCharacter)
    else { throw .malformedHeader(part: part) }
    let value = ASCII.trimmed(field[(colon + 1)...])
    switch ASCII.lowercased(field[..<colon]) {
    case "content-disposition":
      guard disposition == nil else { throw .repeatedHeader(part: part) }
      disposition = try FormDataDisposition(value, part: part)
    case "content-type":
      guard contentType == nil else { throw .repeatedHeader(part: part) }
      contentType = String(decoding: value, as: UTF8.self)
    case "content-transfer-encoding":
      guard !hasTransferEncoding else { throw .repeatedHeader(part: part) }
      hasTransferEncoding = true
      guard ["7bit", "8bit", "binary"].contains(ASCII.lowercased(value)) else {
        throw .unsupportedTransferEncoding(part: part)
      }
    default:
      break
    }
  }
}
