import FuzzProperties
import Multipart

/// The parser under test, written to be obviously correct. It has the whole body, splits it into
/// lines and examines each line. It knows only the headers that `AgreementTests` generates.
struct SlowParser {
  static let disposition = "Content-Disposition: form-data; name=x"

  private enum Line { case delimiter, closing, text, cutShort, malformed, malformedClosing }

  private let delimiter: [UInt8]

  init(boundary: String) {
    delimiter = Array("--\(boundary)".utf8)
  }

  func reading(of body: [UInt8]) -> Reading {
    var reading = Reading()
    var group: [[UInt8]]?  // the lines of the part under way; nil in the preamble
    var lineEnd: [UInt8]?  // of the first delimiter line
    for line in Self.lines(of: body) {
      let kind = isAtLineStart(group, lineEnd) ? kind(of: line, lineEnd) : .text
      switch kind {
      case .text, .cutShort:
        group?.append(line)
        continue
      case .malformed:
        reading.fault = .malformedDelimiter(part: 0, .goesOn)
        if let group { _ = Self.close(group, at: nil, in: &reading) }
        return reading
      case .delimiter, .closing, .malformedClosing:
        if let group, let fault = Self.close(group, at: lineEnd, in: &reading) {
          reading.fault = fault
          return reading
        }
      }
      if kind == .malformedClosing { reading.fault = .malformedDelimiter(part: 0, .goesOn) }
      if kind != .delimiter { return reading }
      group = []
      lineEnd = lineEnd ?? Self.lineEnd(of: line)
    }
    reading.fault = .truncated
    if let group, let fault = Self.close(group, at: nil, in: &reading) { reading.fault = fault }
    return reading
  }

  /// The lines with their line ends; the last may have none.
  private static func lines(of body: [UInt8]) -> [[UInt8]] {
    var lines: [[UInt8]] = [[]]
    for byte in body {
      lines[lines.count - 1].append(byte)
      if byte == 0x0A { lines.append([]) }
    }
    return lines.filter { !$0.isEmpty }
  }

  /// CRLF, LF or, in an unterminated last line, an empty text.
  private static func lineEnd(of line: [UInt8]) -> [UInt8] {
    guard line.last == 0x0A else { return [] }
    return line.suffix(2) == [0x0D, 0x0A] ? [0x0D, 0x0A] : [0x0A]
  }

  private static func withoutLineEnd(_ line: [UInt8]) -> [UInt8] {
    line.dropLast(lineEnd(of: line).count)
  }

  /// Whether a delimiter may follow the lines of the part so far.
  private func isAtLineStart(_ group: [[UInt8]]?, _ lineEnd: [UInt8]?) -> Bool {
    guard let group, let lineEnd else { return true }
    guard let empty = Self.endOfHeaders(group) else { return false }
    return empty == group.count - 1 || group[group.count - 1].hasSuffix(lineEnd)
  }

  private func kind(of line: [UInt8], _ lineEnd: [UInt8]?) -> Line {
    guard line.starts(with: delimiter) else { return .text }
    let rest = Self.withoutLineEnd(line).dropFirst(delimiter.count)
    let end = Self.lineEnd(of: line)
    let isClosing = rest.starts(with: [0x2D, 0x2D])
    let padding = rest.dropFirst(isClosing ? 2 : 0).drop { [0x20, 0x09].contains($0) }
    let isRight = padding.isEmpty && (lineEnd == nil || end == lineEnd)
    // The body ends here, perhaps within the line end.
    let isCut = end.isEmpty && (padding.isEmpty || padding == [0x0D])
    if isClosing { return isRight || isCut ? .closing : .malformedClosing }
    if isRight && !end.isEmpty { return .delimiter }
    return isCut || end.isEmpty && rest == [0x2D] ? .cutShort : .malformed
  }

  /// The index of the empty line after the headers.
  private static func endOfHeaders(_ group: [[UInt8]]) -> Int? {
    group.firstIndex { $0.last == 0x0A && withoutLineEnd($0).isEmpty }
  }

  /// Adds the part with these lines.
  ///
  /// - Parameter lineEnd: the line end before the next delimiter; nil if the part is incomplete.
  private static func close(
    _ group: [[UInt8]], at lineEnd: [UInt8]?, in reading: inout Reading
  ) -> MultipartFault? {
    let end = endOfHeaders(group)
    var headers: [[UInt8]] = []
    for line in group[..<(end ?? group.count)] where line.last == 0x0A {
      let text = withoutLineEnd(line)
      if [0x20, 0x09].contains(text.first), !headers.isEmpty {
        headers[headers.count - 1] += text
      } else {
        headers.append(text)
      }
    }
    // Without the next line, it is unknown whether the last header continues.
    if end == nil { headers = headers.dropLast() }
    var name: String?
    for header in headers {
      if let fault = read(header, into: &name) { return fault }
    }
    guard let end else { return nil }
    guard let name else { return .notFormData(part: 0) }
    var data = Array(group[(end + 1)...].joined())
    if let lineEnd { data = data.dropLast(data.isEmpty ? 0 : lineEnd.count) }
    reading.parts.append(ReadPart(name: name, data: data, isEnded: lineEnd != nil))
    return nil
  }

  private static func read(_ header: [UInt8], into name: inout String?) -> MultipartFault? {
    let disposition = Array(disposition.utf8)
    let start = header.indices.first { header[$0...].starts(with: disposition) }
    guard let start, !header.contains(0x0D) else { return .malformedHeader(part: 0) }
    let prefix = header[..<start]
    guard !prefix.contains(where: { [0x20, 0x09].contains($0) }) else {
      return .malformedHeader(part: 0)
    }
    // With a prefix, it is a header with another name.
    guard prefix.isEmpty else { return nil }
    let rest = String(decoding: header[disposition.count...], as: UTF8.self)
    guard name == nil, !rest.contains(";") else { return .repeatedHeader(part: 0) }
    name = "x" + String(rest.reversed().drop { " \t".contains($0) }.reversed())
    return nil
  }
}

extension [UInt8] {
  fileprivate func hasSuffix(_ suffix: [UInt8]) -> Bool { self.suffix(suffix.count) == suffix }
}
