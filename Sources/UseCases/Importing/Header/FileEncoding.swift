/// Recognizes text in other encodings than UTF-8 by zero bytes and byte order marks.
enum FileEncoding {
  /// The number of bytes that are examined if there is no byte order mark.
  private static let sample = 512

  /// A sentence that names the encoding; nil if the file may be UTF-8.
  static func sentence(for bytes: [UInt8]) -> String? {
    guard let name = name(of: bytes) else { return nil }
    return """
      The file is \(name) text, such as Excel's "Unicode Text" or Notepad's "Unicode". \
      Save it as UTF-8: in Excel, choose "CSV UTF-8 (Comma delimited)".
      """
  }

  private static func name(of bytes: [UInt8]) -> String? {
    if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) {
      return "UTF-32"
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return "UTF-16" }
    let sample = bytes.prefix(sample)
    guard sample.count >= 8 else { return nil }
    /// The share of zeros among the bytes at each place of four.
    let zeros = (0..<4).map { place in
      let bytes = stride(from: place, to: sample.count, by: 4).map { sample[$0] }
      return Double(bytes.count { $0 == 0 }) / Double(bytes.count)
    }
    let isZero = zeros.map { $0 > 0.6 }
    switch isZero {
    case [false, true, true, true], [true, true, true, false]: return "UTF-32"
    case [false, true, false, true], [true, false, true, false]: return "UTF-16"
    default: return nil
    }
  }
}
