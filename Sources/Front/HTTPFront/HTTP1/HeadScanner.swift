import NIOCore

/// Follows the header sections of HTTP/1 in the bytes before the decoder gets them, to know where one
/// ends, and to see to what llhttp gets wrong: two blanks in a request line, which it takes, and blanks
/// behind the value of a field that frames the body, which it refuses (RFC 9110, section 5.5).
///
/// It does not judge anything else; the decoder does.
struct HeadScanner {
  enum Found: Equatable {
    /// This many bytes, with which the header section is complete.
    case head(Int)
    /// This many bytes of a header section that goes on.
    case part(Int)
    /// Nothing can be told before more has arrived.
    case nothing
    case malformed
  }

  private enum Line {
    /// The request line, or an empty line before it.
    case request(isEmpty: Bool, endsInBlank: Bool)
    case field
    /// A field whose beginning was handed on.
    case restOfField
  }

  /// Longest beginning of a field that is held until its end arrives.
  private static let mostHeld = 1024

  private var line = Line.request(isEmpty: true, endsInBlank: false)

  /// Looks at bytes that follow those it was told to hand on.
  ///
  /// - Parameter bytes: the blanks behind a framing field's value are moved before it.
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
  /// The fields that say where a body ends, in lower case.
  private static let framing = ["content-length:", "transfer-encoding:"].map { Array($0.utf8) }

  fileprivate func index(of byte: UInt8, from index: Int) -> Int? {
    viewBytes(at: index, length: writerIndex - index)?.firstIndex(of: byte)
  }

  fileprivate func isEmptyLine(from index: Int, to end: Int) -> Bool {
    end == index || end == index + 1 && getInteger(at: index) == UInt8(ascii: "\r")
  }

  /// Whether the line that begins here may be a framing field, or an empty one.
  fileprivate func mayBecomeFraming(from index: Int) -> Bool {
    guard let bytes = viewBytes(at: index, length: writerIndex - index) else { return false }
    return bytes.elementsEqual([UInt8(ascii: "\r")])
      || Self.framing.contains { zip(bytes, $0).allSatisfy { $0 | 0x20 == $1 | 0x20 } }
  }

  /// Moves blanks and tabs between the value of a framing field and its CR LF before the value.
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
