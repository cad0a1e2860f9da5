/// Collects the header lines of one part, reads each as soon as it is whole, and keeps only what
/// `MultipartHeaders` holds.
struct PartHeaderReader: Sendable {
  private let part: Int
  private var line: [UInt8] = []
  private var size = 0
  private var disposition: FormDataDisposition?
  private var contentType: String?
  private var hasTransferEncoding = false

  /// - Parameter part: its number, from 1, for the faults.
  init(part: Int) {
    self.part = part
  }

  /// Takes bytes from `position` on, up to the empty line that ends the headers.
  ///
  /// - Returns: nil when the chunk ended before that line did.
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
      if line.isEmpty { return try headers() }
      try readField()
      line.removeAll(keepingCapacity: true)
    }
    return nil
  }

  private func headers() throws(MultipartFault) -> MultipartHeaders {
    guard let disposition else { throw .notFormData(part: part) }
    guard let name = disposition.name else { throw .missingName(part: part) }
    return MultipartHeaders(name: name, fileName: disposition.fileName, contentType: contentType)
  }

  /// Reads `line` (RFC 9112, section 5): a name of token characters, a colon at once behind it, a
  /// value without control characters.
  private mutating func readField() throws(MultipartFault) {
    if ASCII.isBlank(line[0]) { throw .foldedHeader(part: part) }
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0,
      line[..<colon].allSatisfy(ASCII.isTokenCharacter),
      !line[colon...].contains(where: ASCII.isForbiddenControl)
    else { throw .malformedHeader(part: part) }
    let value = ASCII.trimmed(line[(colon + 1)...])
    switch ASCII.lowercased(line[..<colon]) {
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
