/// Writes small TZif files (RFC 9636) for the tests, valid and invalid ones.
struct TZifSample {
  var offsets: [Int32] = [0]
  var times: [Int64] = []
  /// The type of each transition. If empty, the first goes to type 1, the second to type 2, …
  var types: [UInt8]?
  /// The TZ string after the data.
  var footer = ""
  var version = UInt8(ascii: "2")
  var leapSeconds = 0

  var bytes: [UInt8] {
    guard version != 0 else { return block(timeSize: 4, times: times) }
    // The block for readers of version 1 may be nearly empty.
    let old = TZifSample(version: version).block(timeSize: 4, times: [])
    return old + block(timeSize: 8, times: times) + Array("\n\(footer)\n".utf8)
  }

  private func block(timeSize: Int, times: [Int64]) -> [UInt8] {
    var bytes = Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15)
    for count in [0, 0, leapSeconds, times.count, offsets.count, 4] {
      bytes += bigEndian(UInt32(count))
    }
    for time in times {
      bytes += timeSize == 8 ? bigEndian(UInt64(bitPattern: time)) : bigEndian(UInt32(time))
    }
    bytes += types ?? times.indices.map { UInt8($0 + 1) }
    for offset in offsets {
      bytes += bigEndian(UInt32(bitPattern: offset)) + [0, 0]
    }
    bytes += Array("XXX\0".utf8)
    return bytes + [UInt8](repeating: 0, count: leapSeconds * (timeSize + 4))
  }

  private func bigEndian(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
  }
}
