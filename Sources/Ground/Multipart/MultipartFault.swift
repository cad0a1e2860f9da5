import WireText

/// Why a body is not the multipart/form-data that it claims to be. Parts count from 1. Every
/// description is a sentence that a client's author can act on, and repeats nothing of the body.
package enum MultipartFault: Error, Equatable, Sendable, CustomStringConvertible {
  /// What follows the boundary in a line that begins with it.
  package enum Delimiter: Sendable {
    /// Something other than blanks and a line end.
    case goesOn
    /// The line end that the first delimiter line did not have: LF for CRLF, or CRLF for LF.
    case hasOtherLineEnd
    /// More than `MultipartParser.maximumPadding` blanks.
    case hasManyBlanks
  }

  /// The body ended before its closing delimiter (RFC 2046, section 5.1.1).
  case truncated
  /// A line begins like a delimiter and is not one. The part is the one that it is in or that it
  /// would end, 0 before the first.
  case malformedDelimiter(part: Int, Delimiter)
  /// More than `MultipartParser.maximumParts` parts.
  case tooManyParts
  /// The headers of a part hold more than `MultipartParser.maximumHeaderBytes`.
  case headersTooLarge(part: Int)
  /// A header line is not a name, a colon and a value.
  case malformedHeader(part: Int)
  /// A header holds a control character other than a tab, such as NUL.
  case controlCharacter(part: Int, UInt8)
  /// A header that decides what the part means stands in it twice.
  case repeatedHeader(part: Int)
  /// Content-Disposition is missing, or its type is not `form-data` (RFC 7578, section 4.2).
  case notFormData(part: Int)
  /// The parameters of Content-Disposition cannot be read, or one of them stands there twice.
  case malformedDisposition(part: Int)
  /// Content-Disposition has no `name` (RFC 7578, section 4.2).
  case missingName(part: Int)
  /// A Content-Transfer-Encoding that changes the bytes (deprecated in RFC 7578, section 4.7).
  case unsupportedTransferEncoding(part: Int)

  package var description: String {
    switch self {
    case .truncated:
      "The multipart body ends before its closing delimiter; send it whole, with the boundary that "
        + "Content-Type names."
    case .malformedDelimiter(let part, let reason):
      Self.description(of: reason, part: part)
    case .tooManyParts:
      "The multipart body has more than \(MultipartParser.maximumParts) parts; send fewer."
    case .headersTooLarge(let part):
      "The headers of part \(part) are larger than \(MultipartParser.maximumHeaderBytes) bytes; "
        + "shorten its names."
    case .malformedHeader(let part):
      "A header line of part \(part) is not a name, a colon and a value; an empty line must end "
        + "the headers."
    case .controlCharacter(let part, let byte):
      "A header of part \(part) contains the control character \(Self.name(of: byte)). Remove it."
    case .repeatedHeader(let part):
      "Part \(part) has a header twice. Send each header once."
    case .notFormData(let part):
      "Part \(part) has no Content-Disposition of the type form-data; add one."
    case .malformedDisposition(let part):
      "The parameters of Content-Disposition of part \(part) cannot be read; write them once each, "
        + "as name=\"value\"."
    case .missingName(let part):
      "The Content-Disposition of part \(part) has no name; add the name of the form field."
    case .unsupportedTransferEncoding(let part):
      "Part \(part) has a Content-Transfer-Encoding other than 7bit, 8bit or binary; send its bytes "
        + "as they are."
    }
  }

  private static func description(of reason: Delimiter, part: Int) -> String {
    let line = part == 0 ? "A line before the first part" : "A line in or behind part \(part)"
    return switch reason {
    case .goesOn:
      "\(line) begins with the boundary, but other text follows it. Choose a boundary that no line "
        + "of the file begins with, and end each delimiter line behind the boundary, the last one "
        + "behind two dashes."
    case .hasOtherLineEnd:
      "\(line) begins with the boundary and ends with another line end than the first delimiter "
        + "line. End all delimiter lines with CRLF."
    case .hasManyBlanks:
      "\(line) has more than \(MultipartParser.maximumPadding) blanks behind the boundary. Remove "
        + "the blanks."
    }
  }

  private static func name(of byte: UInt8) -> String {
    switch byte {
    case 0x00: "NUL"
    case 0x0D: "CR"
    default: "0x" + Hexadecimal.text(byte, isUpperCase: true)
    }
  }
}
