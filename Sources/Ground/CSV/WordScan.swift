/// Finds the next of two ASCII bytes, eight bytes at a time: about a dozen operations and two
/// branches per word.
struct WordScan {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highBits: UInt64 = 0x8080_8080_8080_8080

  private let first: UInt64
  private let second: UInt64

  init(_ first: UInt8, or second: UInt8) {
    self.first = UInt64(first) &* Self.ones
    self.second = UInt64(second) &* Self.ones
  }

  static func hasHighBit(_ word: UInt64) -> Bool { word & highBits != 0 }

  /// The offset of the first match in `offset..<count`, or `count`. All bytes before it are ORed
  /// into `seen`.
  ///
  /// Words are loaded past `count`, where `ByteWindow` keeps zeros. Bytes there must neither match
  /// nor have a high bit.
  @inline(__always)
  func offset(
    in bytes: UnsafeMutablePointer<UInt8>, from offset: Int, to count: Int, seen: inout UInt64
  ) -> Int {
    let bytes = UnsafeRawPointer(bytes)
    var offset = offset
    // In a register: ORing into `seen` itself would add a store and a load to each word.
    var passed: UInt64 = 0
    while offset < count {
      let word = UInt64(
        littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      let matches = Self.zeroBytes(word ^ first) | Self.zeroBytes(word ^ second)
      if matches != 0 {
        seen |= passed | (word & ~matches & (matches &- 1))
        return offset &+ matches.trailingZeroBitCount &>> 3
      }
      passed |= word
      offset &+= MemoryLayout<UInt64>.size
    }
    seen |= passed
    return count
  }

  /// Sets the high bit of each zero byte. A borrow can set it falsely in a byte above a zero byte,
  /// never below one: the lowest match is always true.
  @inline(__always)
  private static func zeroBytes(_ word: UInt64) -> UInt64 {
    (word &- ones) & ~word & highBits
  }
}
