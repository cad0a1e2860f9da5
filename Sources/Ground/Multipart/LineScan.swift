/// Finds where a delimiter may begin, eight bytes at a time: two loads, a dozen operations and one
/// branch per word. Lines without a dash at their start, as in a CSV file, cost no more.
enum LineScan {
  private static let lowBits: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
  private static let lineFeeds: UInt64 = 0x0A0A_0A0A_0A0A_0A0A
  private static let dashes: UInt64 = 0x2D2D_2D2D_2D2D_2D2D
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")
  private static let dash = UInt8(ascii: "-")

  /// Where the next delimiter may begin.
  ///
  /// - Returns: the offset of the first line end before a dash or before the end of the chunk, or
  ///   of a CR that ends the chunk; the chunk's count if there is neither.
  static func possibleDelimiter(
    in chunk: UnsafeRawBufferPointer, from start: Int, framing: Framing
  ) -> Int {
    let count = chunk.count
    var offset = start
    // The second word begins one byte later, so nine bytes are needed.
    while offset &+ 9 <= count {
      let line = chunk.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      let next = chunk.loadUnaligned(fromByteOffset: offset &+ 1, as: UInt64.self)
      let matches =
        zeroBytes(UInt64(littleEndian: line) ^ lineFeeds)
        & zeroBytes(UInt64(littleEndian: next) ^ dashes)
      if matches != 0 {
        let found = offset &+ matches.trailingZeroBitCount &>> 3
        if let end = lineEnd(at: found, in: chunk, from: start, framing: framing) { return end }
        offset = found &+ 1
      } else {
        offset &+= 8
      }
    }
    while offset < count {
      if chunk[offset] == lineFeed && (offset + 1 == count || chunk[offset + 1] == dash),
        let end = lineEnd(at: offset, in: chunk, from: start, framing: framing)
      {
        return end
      }
      offset += 1
    }
    let mayBegin = framing != .lineFeed && count > start && chunk[count - 1] == carriageReturn
    return mayBegin ? count - 1 : count
  }

  /// The start of the line end whose LF is at `offset`; nil if the framing has another line end.
  private static func lineEnd(
    at offset: Int, in chunk: UnsafeRawBufferPointer, from start: Int, framing: Framing
  ) -> Int? {
    let hasReturn = offset > start && chunk[offset - 1] == carriageReturn
    return switch framing {
    case .undecided: hasReturn ? offset - 1 : offset
    case .carriageReturnLineFeed: hasReturn ? offset - 1 : nil
    case .lineFeed: offset
    }
  }

  /// Sets the high bit of each zero byte, and of no other byte. Both masks must be exact, since a
  /// false bit in one could coincide with a true bit in the other.
  @inline(__always)
  private static func zeroBytes(_ word: UInt64) -> UInt64 {
    ~(((word & lowBits) &+ lowBits) | word | lowBits)
  }
}
