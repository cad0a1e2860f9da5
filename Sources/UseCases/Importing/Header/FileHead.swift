/// The beginning of a file, from which a diagnosis is made.
struct FileHead {
  /// Bytes that are looked at, at most.
  static let longest = 8_192

  let bytes: [UInt8]
  /// Whether the file ends here.
  let isWhole: Bool

  init(_ chunks: [[UInt8]]) {
    var bytes: [UInt8] = []
    var size = 0
    for chunk in chunks {
      bytes += chunk.prefix(Self.longest - bytes.count)
      size += chunk.count
    }
    self.bytes = bytes
    isWhole = size <= Self.longest
  }

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Without one byte order mark, as the CSV reader takes it.
  var content: ArraySlice<UInt8> {
    bytes.starts(with: Self.byteOrderMark) ? bytes.dropFirst(Self.byteOrderMark.count) : bytes[...]
  }

  /// The content from its first byte that is not ASCII white space.
  var text: ArraySlice<UInt8> {
    content.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
  }
}
