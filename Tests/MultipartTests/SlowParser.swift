import FuzzProperties
import Multipart

/// The parser under test, written to be obviously right: it has the whole body, cuts it into lines,
/// and looks at each. Of headers it knows only what `AgreementTests` makes.
struct SlowParser {
  static let disposition = "Content-Disposition: form-data; name=x"

  private enum Line { case delimiter, closing, text }

  private let delimiter: [UInt8]

  init(boundary: String) {
    delimiter = Array("--\(boundary)".utf8)
  }

  func reading(of body: [UInt8]) -> Reading {
    var reading = Reading()
    var group: [[UInt8]]?  // the lines of the part under way; nil in the preamble
    for line in Self.lines(of: body) {
      let kind = isInHeaders(group) ? .text : kind(of: line)
      guard kind != .text else {
        group?.append(line)
        continue
      }
      if let group, let fault = Self.close(group, isWhole: true, in: &reading) {
        reading.fault = fault
        return reading
      }
      if kind == .closing { return reading }
      group = []
    }
    reading.fault = .truncated
    if let group, let fault = Self.close(group, isWhole: false, in: &reading) {
      reading.fault = fault
    }
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

  private static func withoutLineEnd(_ line: [UInt8]) -> [UInt8] {
    guard line.last == 0x0A else { return line }
    let text = Array(line.dropLast())
    return text.last == 0x0D ? text.dropLast() : text
  }

  private func kind(of line: [UInt8]) -> Line {
    if line.starts(with: delimiter + [0x2D, 0x2D]) { return .closing }
    guard line.last == 0x0A, line.starts(with: delimiter) else { return .text }
    let padding = Self.withoutLineEnd(line).dropFirst(delimiter.count)
    return padding.allSatisfy { $0 == 0x20 || $0 == 0x09 } ? .delimiter : .text
  }

  private func isInHeaders(_ group: [[UInt8]]?) -> Bool {
    guard let group else { return false }
    return !group.contains { Self.withoutLineEnd($0).isEmpty && $0.last == 0x0A }
  }

  /// Adds the part that these lines make. The last line may lack its end when the part is not whole.
  private static func close(
    _ group: [[UInt8]], isWhole: Bool, in reading: inout Reading
  ) -> MultipartFault? {
    var hasName = false
    for (index, line) in group.enumerated() {
      // A line without an end is not yet a header.
      guard line.last == 0x0A else { return nil }
      let text = withoutLineEnd(line)
      if text.isEmpty {
        guard hasName else { return .notFormData(part: 0) }
        var data = Array(group[(index + 1)...].joined())
        if isWhole { data = withoutLineEnd(data) }
        reading.parts.append(ReadPart(name: "x", data: data, isEnded: isWhole))
        return nil
      }
      let header = Array(disposition.utf8)
      guard text.suffix(header.count).elementsEqual(header) else {
        return .malformedHeader(part: 0)
      }
      let prefix = text.dropLast(header.count)
      guard !prefix.contains(where: { [0x20, 0x09, 0x0D].contains($0) }) else {
        return .malformedHeader(part: 0)
      }
      // With a prefix it is a header of another name.
      if prefix.isEmpty {
        if hasName { return .repeatedHeader(part: 0) }
        hasName = true
      }
    }
    return nil
  }
}
