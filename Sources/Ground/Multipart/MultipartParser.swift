// Owns the parser's position in one body and the few bytes that are not yet decided. The upload
// endpoint passes in chunks as they arrive, and each chunk gives events.
//
//   preamble --> headers --> body --> headers (delimiter), closing (closing delimiter) --> epilogue
//       |
//       closing delimiter: closing
//
// Cost: a word-wise scan for an LF before a dash; only after one are bytes read singly. After a
// refuted delimiter the scan resumes at the byte that refuted it, since a boundary has no CR and no
// LF. No byte is read a third time.

/// Reads a multipart/form-data body (RFC 7578; RFC 2046, section 5.1) that arrives in chunks.
///
/// - A delimiter is a line: `--`, the boundary, spaces and tabs (at most `maximumPadding`), a line
///   end. The closing delimiter has two dashes after the boundary, and the body may end with it.
///   Any other line that begins with `--` and the boundary is a fault, since a part must not have
///   one.
/// - The line end before a delimiter belongs to the delimiter. It is CRLF, or LF if the first
///   delimiter line ended in LF. Other line ends are data: LF and `--boundary` in a body of CRLF,
///   and a CR before a delimiter in a body of LF.
/// - A delimiter may follow the empty line after the headers directly: the part is then empty.
/// - Preamble and epilogue are ignored. A body may have no parts.
///
/// Memory: one header line and one undecided delimiter, never the data.
package struct MultipartParser: ~Copyable, Sendable {
  /// The maximum number of parts in a body.
  package static let maximumParts = 100
  /// The maximum size of a part's headers in bytes, with line ends and the empty line: 16 KiB.
  package static let maximumHeaderBytes = 16 * 1024
  /// The maximum length of a boundary in characters (RFC 2046, section 5.1.1).
  package static let maximumBoundary = 70
  /// The maximum number of spaces and tabs after the boundary. A line with more is a fault.
  package static let maximumPadding = 128

  private enum State { case preamble, headers, body, closing, epilogue }

  private var state = State.preamble
  private var partCount = 0
  private var headers = PartHeaderReader(part: 0)
  private var delimiter: DelimiterMatcher
  /// The bytes of earlier chunks that belong to a possible delimiter.
  private var held: [UInt8] = []

  /// - Parameter boundary: without the leading dashes, as `MultipartContentType.boundary` returns
  ///   it.
  /// - Precondition: `MultipartContentType.boundary` accepts the boundary.
  package init(boundary: String) {
    precondition(MultipartContentType.isBoundary(boundary.utf8), "not a multipart boundary")
    delimiter = DelimiterMatcher(boundary: boundary.utf8)
    delimiter.beginAtLineStart()
  }

  /// Reads the next chunk of the body. A chunk can have any length and can end anywhere.
  ///
  /// - Parameter handle: receives the events in order.
  /// - Throws: a `MultipartFault`, or the error of `handle`. After an error, call neither `consume`
  ///   nor `finish` again.
  package mutating func consume(
    _ chunk: UnsafeRawBufferPointer, _ handle: (MultipartEvent) throws -> Void
  ) throws {
    var position = 0
    while position < chunk.count {
      switch state {
      case .preamble:
        position = try readText(chunk, from: position) { _ in }
      case .headers:
        guard let found = try headers.read(chunk, from: &position) else { return }
        state = .body
        delimiter.beginAtLineStart()
        try handle(.partBegan(found))
      case .body:
        position = try readText(chunk, from: position) { try handle(.body($0)) }
        if state != .body { try handle(.partEnded) }
      case .closing:
        switch delimiter.match(chunk, from: &position) {
        case .malformed(let reason): throw malformed(reason)
        case .delimiter: state = .epilogue
        case .undecided, .refuted, .closing: return
        }
      case .epilogue:
        return
      }
      if state == .headers && partCount > Self.maximumParts { throw MultipartFault.tooManyParts }
    }
  }

  /// Ends the body.
  ///
  /// - Throws: `.truncated` if the closing delimiter did not arrive. The line end after it may be
  ///   missing or cut to its CR.
  package func finish() throws(MultipartFault) {
    guard state == .epilogue || state == .closing else { throw .truncated }
  }

  private func malformed(_ reason: MultipartFault.Delimiter) -> MultipartFault {
    .malformedDelimiter(part: partCount, reason)
  }

  /// Passes on text up to the next delimiter or the end of the chunk, and enters the next state
  /// after a delimiter. The function is long because its offsets depend on each other.
  ///
  /// - Returns: where to continue reading.
  private mutating func readText(
    _ chunk: UnsafeRawBufferPointer, from start: Int,
    _ handle: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> Int {
    var position = start
    // Where the possible delimiter begins; its bytes in `held` precede the chunk.
    var candidate = start
    while true {
      if !delimiter.isUnderWay {
        candidate = LineScan.possibleDelimiter(
          in: chunk, from: position, framing: delimiter.framing)
        position = candidate
        if candidate == chunk.count { break }
        delimiter.beginAtLineEnd()
      }
      switch delimiter.match(chunk, from: &position) {
      case .undecided:
        try handOver(chunk, start..<candidate, handle)
        held.append(contentsOf: chunk[candidate...])
        return chunk.count
      case .refuted:
        if !held.isEmpty {
          try held.withUnsafeBytes(handle)
          held.removeAll(keepingCapacity: true)
        }
      case .delimiter:
        try handOver(chunk, start..<candidate, handle)
        held.removeAll(keepingCapacity: true)
        partCount += 1
        headers = PartHeaderReader(part: partCount)
        state = .headers
        return position
      case .closing:
        try handOver(chunk, start..<candidate, handle)
        held.removeAll(keepingCapacity: true)
        state = .closing
        return position
      case .malformed(let reason):
        // The events before a fault must not depend on how the body is split into chunks.
        try handOver(chunk, start..<candidate, handle)
        throw malformed(reason)
      }
    }
    try handOver(chunk, start..<chunk.count, handle)
    return chunk.count
  }

  private func handOver(
    _ chunk: UnsafeRawBufferPointer, _ range: Range<Int>,
    _ handle: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    if !range.isEmpty { try handle(UnsafeRawBufferPointer(rebasing: chunk[range])) }
  }
}
