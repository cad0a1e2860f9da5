/// The offsets in a time zone file (RFC 9636 and 8536). They come from the 64-bit block and the
/// footer, or from the only block of a version 1 file.
struct TZifFile {
  /// The maximum size of a file in bytes. The largest of the tz database is under 4 KB.
  static let maximumSize = 262_144

  /// The accepted transition times. RFC 9636 section 3.2 advises against times before the Big Bang.
  private static let times: ClosedRange<Int64> = -(1 << 59)...(1 << 59)

  /// The offset before the first transition, in seconds east of UTC.
  let initialOffset: Int64
  /// The offsets from each transition on.
  let transitions: [TimeZoneRules.Span]
  /// The rule after the last transition.
  let footer: PosixTimeZone?

  init(_ bytes: [UInt8]) throws(TZifFault) {
    guard bytes.count <= Self.maximumSize else { throw .tooLarge }
    var reader = ByteReader(bytes)
    var header = try Header(&reader)
    var timeSize = 4
    if header.version != 0 {
      try reader.skip(header.blockSize(timeSize: 4))
      header = try Header(&reader)
      timeSize = 8
    }
    (initialOffset, transitions) = try Self.block(header, timeSize: timeSize, &reader)
    footer = header.version == 0 ? nil : try Self.footer(&reader)
  }

  /// The data block, RFC 9636 section 3.2. Designations and the standard and UT indicators are
  /// skipped, since they do not affect offsets.
  private static func block(
    _ header: Header, timeSize: Int, _ reader: inout ByteReader
  ) throws(TZifFault) -> (initialOffset: Int64, transitions: [TimeZoneRules.Span]) {
    // Checked before the header's counts determine how much memory is allocated.
    guard header.blockSize(timeSize: timeSize) <= reader.remaining else { throw .truncated }
    try header.check()
    var times: [Int64] = []
    for _ in 0..<header.transitions {
      let time = try reader.integer(size: timeSize)
      guard Self.times ~= time, time > times.last ?? .min else { throw .badTransitionTime }
      times.append(time)
    }
    var types: [Int] = []
    for _ in 0..<header.transitions {
      types.append(Int(try reader.byte()))
    }
    var offsets: [Int64] = []
    for _ in 0..<header.types {
      let offset = try reader.integer(size: 4)
      guard -89_999...93_599 ~= offset else { throw .badOffset }
      offsets.append(offset)
      try reader.skip(2)
    }
    guard types.allSatisfy(offsets.indices.contains) else { throw .badTypeIndex }
    try reader.skip(header.designationBytes + header.standardIndicators + header.utIndicators)
    let spans = zip(times, types).map { TimeZoneRules.Span(start: $0, offset: offsets[$1]) }
    return (offsets[0], spans)
  }

  /// A TZ string between two newlines, RFC 9636 section 3.3; empty if the file has no rule.
  private static func footer(_ reader: inout ByteReader) throws(TZifFault) -> PosixTimeZone? {
    let newline = UInt8(ascii: "\n")
    guard try reader.byte() == newline else { throw .badFooter }
    var text: [UInt8] = []
    while case let byte = try reader.byte(), byte != newline {
      text.append(byte)
    }
    if text.isEmpty { return nil }
    guard let footer = PosixTimeZone(text) else { throw .badFooter }
    return footer
  }
}

/// The header of a data block (RFC 9636 section 3.1).
private struct Header {
  /// 0 for version 1, else an ASCII digit.
  let version: UInt8
  let utIndicators: Int
  let standardIndicators: Int
  let leapSeconds: Int
  let transitions: Int
  let types: Int
  let designationBytes: Int

  init(_ reader: inout ByteReader) throws(TZifFault) {
    for expected in "TZif".utf8 {
      guard try reader.byte() == expected else { throw .notTZif }
    }
    version = try reader.byte()
    guard version == 0 || version >= UInt8(ascii: "2") else { throw .unknownVersion(version) }
    try reader.skip(15)
    utIndicators = try reader.count()
    standardIndicators = try reader.count()
    leapSeconds = try reader.count()
    transitions = try reader.count()
    types = try reader.count()
    designationBytes = try reader.count()
  }

  /// The size of the data block in bytes. It cannot overflow, since counts are below 2^32.
  func blockSize(timeSize: Int) -> Int {
    transitions * (timeSize + 1) + types * 6 + designationBytes + leapSeconds * (timeSize + 4)
      + standardIndicators + utIndicators
  }

  func check() throws(TZifFault) {
    guard
      types > 0, designationBytes > 0,
      utIndicators == 0 || utIndicators == types,
      standardIndicators == 0 || standardIndicators == types
    else { throw .inconsistentCounts }
    guard leapSeconds == 0 else { throw .leapSeconds }
  }
}

/// Takes big-endian numbers from the front of bytes, and never reads past their end.
private struct ByteReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  var remaining: Int { bytes.count - position }

  mutating func byte() throws(TZifFault) -> UInt8 {
    guard remaining > 0 else { throw .truncated }
    defer { position += 1 }
    return bytes[position]
  }

  mutating func skip(_ count: Int) throws(TZifFault) {
    guard count <= remaining else { throw .truncated }
    position += count
  }

  /// An unsigned number of four bytes.
  mutating func count() throws(TZifFault) -> Int {
    var value = 0
    for _ in 0..<4 { value = value << 8 | Int(try byte()) }
    return value
  }

  /// A two's complement number of four or eight bytes.
  mutating func integer(size: Int) throws(TZifFault) -> Int64 {
    var value = Int64(Int8(bitPattern: try byte()))
    for _ in 1..<size { value = value << 8 | Int64(try byte()) }
    return value
  }
}
