/// A line at the beginning of a file: one physical line, or several that quotes join.
struct HeadLine {
  /// The maximum number of lines that are searched for the header.
  static let most = 20

  /// The physical line where it begins, counted from 1.
  let number: Int
  /// The bytes without the LF or CRLF at the end.
  let bytes: [UInt8]

  /// The text. Bytes that are not UTF-8 become U+FFFD.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// `0xA0`, the first byte that is not part of UTF-8; nil if there is none.
  var firstByteOutsideUTF8: String? {
    var invalid: UInt8?
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      invalid = bytes[error.byteOffsets.lowerBound]
    }
    return invalid.map { "0x" + String($0, radix: 16, uppercase: true) }
  }

  /// Whether it is a blank line, or a blank row of a spreadsheet: commas and empty cells.
  var isBlank: Bool { bytes.allSatisfy(" \t,\"\r".utf8.contains) }

  /// The first lines that are not blank.
  static func lines(of content: ArraySlice<UInt8>) -> [HeadLine] {
    let physical = content.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    var lines: [HeadLine] = []
    var index = 0
    while index < physical.count, lines.count < most {
      let end = endOfQuotes(from: index, in: physical)
      var bytes = Array(content[physical[index].startIndex..<physical[end].endIndex])
      if bytes.last == UInt8(ascii: "\r"), end < physical.count - 1 { bytes.removeLast() }
      let line = HeadLine(number: index + 1, bytes: bytes)
      if !line.isBlank { lines.append(line) }
      index = end + 1
    }
    return lines
  }

  /// The line in which the quotes that open in one are closed; the line itself if they never are.
  private static func endOfQuotes(
    from start: Int, in lines: [ArraySlice<UInt8>]
  ) -> Int {
    var quotes = 0
    for index in start..<min(lines.count, start + most) {
      quotes += lines[index].count { $0 == UInt8(ascii: "\"") }
      if quotes.isMultiple(of: 2) { return index }
    }
    return start
  }
}
