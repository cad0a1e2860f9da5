// Owns where the parser stands in one body, and the few bytes of it that are not yet decided. The
// upload endpoint pushes chunks into it as they arrive and gets events out of each push.
//
//   preamble --> headers --> body --> headers (delimiter), closing (closing delimiter) --> epilogue
//       |
//       closing delimiter: closing
//
// What it costs: a word-wise scan for an LF before a dash; only behind one are bytes looked at singly.
// A delimiter that is refuted resumes the scan at the byte that refuted it, for a boundary has no CR
// and no LF: no byte is looked at a third time, whatever the body is.

/// Reads a multipart/form-data body (RFC 7578; RFC 2046, section 5.1) that arrives in chunks.
///
/// - A delimiter is a line: `--`, the boundary, spaces and tabs (at most `maximumPadding`), a line
///   end. The closing one has two dashes behind the boundary, and may end with the body. A line that
///   begins with `--` and the boundary and is neither is a fault, since a part must not have one.
/// - The line end before a delimiter belongs to it. It is CRLF, or LF if the first delimiter line
///   ended in LF. The other line ends are data: in a body of CRLF, a file's LF and `--boundary` are
///   the file's, and in one of LF the CR before a delimiter is.
/// - A delimiter may also follow the empty line behind the headers directly: the part is empty.
/// - Preamble and epilogue are ignored. A body may hold no part at all.
///
/// Memory: one header line and one undecided delimiter, never the data.
package struct MultipartParser: ~Copyable, Sendable {
  /// 100 parts in a body.
  package static let maximumParts = 100
  /// 16 KiB of headers in a part, line ends and the empty line included.
  package static let maximumHeaderBytes = 16 * 1024
  /// 70 characters in a boundary (RFC 2046, section 5.1.1).
  package static let maximumBoundary = 70
  /// 128 spaces and tabs behind the boundary; a line with more is a fault.
  package static let maximumPadding = 128

  private enum State { case preamble, headers, body, closing, epilogue }

  private var state = State.preamble
  private var partCount = 0
  private var headers = PartHeaderReader(part: 0)
  private var delimiter: DelimiterMatcher
  /// The bytes of earlier chunks that belong to the delimiter under way, should it prove to be one.
  private var held: [UInt8] = []

  /// - Parameter boundary: without the leading dashes, as `MultipartContentType.boundary` returns it.
  /// - Precondition: it is a boundary that `MultipartContentType.boundary` could return.
  package init(boundary: String) {
    precondition(MultipartContentType.isBoundary(boundary.utf8), "not a multipart boundary")
    delimiter = DelimiterMatcher(boundary: boundary.utf8)
    delimiter.beginAtLineStart()
  }

  /// Reads the next bytes of the body, of any count and split anywhere.
  ///
  /// - Parameter handle: gets the events, in order.
  /// - Throws: a `MultipartFault`, or what `handle` throws. Either way the body is read no further:
  ///   call neither `consume` nor `finish` again.
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

  /// Says that no more bytes come.
  ///
  /// - Throws: `.truncated` if the closing delimiter has not been seen. The line end behind it may be
  ///   missing, or cut to its CR.
  package func finish() throws(MultipartFault) {
    guard state == .epilogue || state == .closing else { throw .truncated }
  }

  private func malformed(_ reason: MultipartFault.Delimiter) -> MultipartFault {
    .malformedDelimiter(part: partCount, reason)
  }

  /// Hands over text up to the next delimiter or the end of the chunk, and moves to the next state
  /// behind a delimiter. Longer than most, since the offsets hang together.
  ///
  /// - Returns: where to go on reading.
  private mutating func readText(
    _ chunk: UnsafeRawBufferPointer, from start: Int,
    _ handle: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> Int {
    var position = start
    // Where the delimiter under way begins; what it has in `held` lies before the chunk.
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
        // What precedes it does not depend on how the body is cut.
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
