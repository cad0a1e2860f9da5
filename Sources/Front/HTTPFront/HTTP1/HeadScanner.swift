import NIOCore

/// Finds the end of each HTTP/1 header section in the bytes before the decoder gets them.
///
/// It also corrects two faults of llhttp. llhttp accepts two spaces in a request line, and rejects
/// spaces after the value of `Content-Length` and `Transfer-Encoding` (RFC 9110, section 5.5). The
/// decoder checks everything else.
struct HeadScanner {
  enum Found: Equatable {
    /// This many bytes, which complete the header section.
    case head(Int)
    /// This many bytes of an incomplete header section.
    case part(Int)
    /// More bytes must arrive first.
    case nothing
    /// A request line with two spaces, or with a space at its end.
    case malformed
  }

  private enum Line {
    /// The request line, or an empty line before it.
    case request(isEmpty: Bool, endsInBlank: Bool)
    case field
    /// A field whose beginning the decoder already has.
    case restOfField
  }

  /// The longest beginning of a field that is held until its end arrives, in bytes.
  private static let mostHeld = 1024

  private var line = Line.request(isEmpty: true, endsInBlank: false)

  /// Scans the bytes after the last reported bytes.
  ///
  /// - Parameter bytes: spaces after the value of a framing field are moved before the value.
  mutating func next(in bytes: inout ByteBuffer) -> Found {
    let start = bytes.readerIndex
    var index = start
    while index < bytes.writerIndex {
      let end = bytes.index(of: UInt8(ascii: "\n"), from: index)
      switch line {
      case .request(var isEmpty, var endsInBlank):
        for byte in bytes.viewBytes(at: index, length: (end ?? bytes.writerIndex) - index) ?? [] {
          if byte == UInt8(ascii: " "), endsInBlank { return .malformed }
          endsInBlank = byte == UInt8(ascii: " ")
          if byte != UInt8(ascii: "\r") { isEmpty = false }
        }
        line = .request(isEmpty: isEmpty, endsInBlank: endsInBlank)
        if end != nil {
          if endsInBlank { return .malformed }
          line = isEmpty ? .request(isEmpty: true, endsInBlank: false) : .field
        }
      case .field:
        guard let end else {
          if bytes.mayBecomeFraming(from: index), bytes.writerIndex - index <= Self.mostHeld {
            return index > start ? .part(index - start) : .nothing
          }
          line = .restOfField
          break
        }
        if bytes.isEmptyLine(from: index, to: end) {
          line = .request(isEmpty: true, endsInBlank: false)
          return .head(end + 1 - start)
        }
        bytes.moveBlanksOfFraming(from: index, to: end)
      case .restOfField:
        if end != nil { line = .field }
      }
      index = end.map { $0 + 1 } ?? bytes.writerIndex
    }
    return .part(index - start)
  }
}

extension ByteBuffer {
  /// The header fields that define where a body ends, in lower case.
  private static let framing = ["content-length:", "transfer-encoding:"].map { Array($0.utf8) }

  fileprivate func index(of byte: UInt8, from index: Int) -> Int? {
    viewBytes(at: index, length: writerIndex - index)?.firstIndex(of: byte)
  }

  fileprivate func isEmptyLine(from index: Int, to end: Int) -> Bool {
    end == index || end == index + 1 && getInteger(at: index) == UInt8(ascii: "\r")
  }

  /// Whether the line that begins here may be a framing field or an empty line.
  fileprivate func mayBecomeFraming(from index: Int) -> Bool {
    guard let bytes = viewBytes(at: index, length: writerIndex - index) else { return false }
    return bytes.elementsEqual([UInt8(ascii: "\r")])
      || Self.framing.contains { zip(bytes, $0).allSatisfy { $0 | 0x20 == $1 | 0x20 } }
  }

  /// Moves trailing spaces and tabs of a framing field's value to before the value.
  fileprivate mutating func moveBlanksOfFraming(from index: Int, to end: Int) {
    guard getInteger(at: end - 1) == UInt8(ascii: "\r"),
      let line = viewBytes(at: index, length: end - 1 - index), let last = line.last,
      Self.isBlank(last),
      let name = Self.framing.first(where: { name in
        line.count > name.count && zip(line, name).allSatisfy { $0 | 0x20 == $1 | 0x20 }
      })
    else { return }
    let value = line.dropFirst(name.count)
    let blanks = value.reversed().prefix(while: Self.isBlank).count
    setBytes(value.suffix(blanks) + value.dropLast(blanks), at: index + name.count)
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }
}
