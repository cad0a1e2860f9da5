/// The beginning of a file for a diagnosis.
struct FileHead {
  /// The maximum number of bytes that are examined.
  static let longest = 8_192

  let bytes: [UInt8]
  /// Whether `bytes` are the whole file.
  let isWhole: Bool

  init(_ pieces: [[UInt8]]) {
    var bytes: [UInt8] = []
    var size = 0
    for piece in pieces {
      bytes += piece.prefix(Self.longest - bytes.count)
      size += piece.count
    }
    self.bytes = bytes
    isWhole = size <= Self.longest
  }

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// The bytes without one byte order mark, as the CSV reader reads them.
  var content: ArraySlice<UInt8> {
    bytes.starts(with: Self.byteOrderMark) ? bytes.dropFirst(Self.byteOrderMark.count) : bytes[...]
  }

  /// The content from its first byte that is not ASCII white space.
  var text: ArraySlice<UInt8> {
    content.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
  }
}
