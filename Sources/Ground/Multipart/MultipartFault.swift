import WireText

/// Why a body is not valid multipart/form-data. Parts count from 1.
///
/// Each description tells the client's author the cause and the fix, and repeats nothing of the
/// body.
package enum MultipartFault: Error, Equatable, Sendable, CustomStringConvertible {
  /// The error in a line that begins with the boundary.
  package enum Delimiter: Sendable {
    /// Text other than blanks and a line end follows the boundary.
    case goesOn
    /// The line end differs from that of the first delimiter line: LF instead of CRLF, or CRLF
    /// instead of LF.
    case hasOtherLineEnd
    /// More than `MultipartParser.maximumPadding` blanks follow the boundary.
    case hasManyBlanks
  }

  /// The body ended before its closing delimiter (RFC 2046, section 5.1.1).
  case truncated
  /// A line begins like a delimiter but is not one. The line is in or after this part; 0 means
  /// before the first part.
  case malformedDelimiter(part: Int, Delimiter)
  /// More than `MultipartParser.maximumParts` parts.
  case tooManyParts
  /// The headers of a part have more than `MultipartParser.maximumHeaderBytes`.
  case headersTooLarge(part: Int)
  /// A header line is not a name, a colon and a value.
  case malformedHeader(part: Int)
  /// A header has a control character other than a tab, such as NUL.
  case controlCharacter(part: Int, UInt8)
  /// A part has one of the three headers that the parser reads twice.
  case repeatedHeader(part: Int)
  /// Content-Disposition is missing, or its type is not `form-data` (RFC 7578, section 4.2).
  case notFormData(part: Int)
  /// The parameters of Content-Disposition cannot be read, or one of them is repeated.
  case malformedDisposition(part: Int)
  /// Content-Disposition has no `name` (RFC 7578, section 4.2).
  case missingName(part: Int)
  /// A Content-Transfer-Encoding that changes the bytes (deprecated in RFC 7578, section 4.7).
  case unsupportedTransferEncoding(part: Int)

  /// The cause and the fix, for the client.
  package var description: String {
    switch self {
    case .truncated:
      "The multipart body ends before its closing delimiter. Send the complete body, with the "
        + "boundary that Content-Type names."
    case .malformedDelimiter(let part, let reason):
      Self.description(of: reason, part: part)
    case .tooManyParts:
      "The multipart body has more than \(MultipartParser.maximumParts) parts. Send fewer."
    case .headersTooLarge(let part):
      "The headers of part \(part) are larger than \(MultipartParser.maximumHeaderBytes) bytes. "
        + "Shorten its names."
    case .malformedHeader(let part):
      "A header line of part \(part) is not a name, a colon and a value. Correct it, and end the "
        + "headers with an empty line."
    case .controlCharacter(let part, let byte):
      "A header of part \(part) contains the control character \(Self.name(of: byte)). Remove it."
    case .repeatedHeader(let part):
      "Part \(part) has a header twice. Send each header once."
    case .notFormData(let part):
      "Part \(part) has no Content-Disposition of the type form-data. Add one."
    case .malformedDisposition(let part):
      "The parameters of Content-Disposition of part \(part) cannot be read. Write each once, as "
        + "name=\"value\"."
    case .missingName(let part):
      "The Content-Disposition of part \(part) has no name. Add the name of the form field."
    case .unsupportedTransferEncoding(let part):
      "Part \(part) has a Content-Transfer-Encoding other than 7bit, 8bit or binary. Send its "
        + "bytes unencoded."
    }
  }

  private static func description(of reason: Delimiter, part: Int) -> String {
    let line = part == 0 ? "A line before the first part" : "A line in or after part \(part)"
    return switch reason {
    case .goesOn:
      "\(line) begins with the boundary, but other text follows it. Choose a boundary that no line "
        + "of the file begins with. End each delimiter line after the boundary, and the last one "
        + "after two dashes."
    case .hasOtherLineEnd:
      "\(line) begins with the boundary and has another line end than the first delimiter line. "
        + "End all delimiter lines with CRLF."
    case .hasManyBlanks:
      "\(line) has more than \(MultipartParser.maximumPadding) blanks after the boundary. Remove "
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
