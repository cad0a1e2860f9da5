/// Why a body is not the multipart/form-data that it claims to be. Parts count from 1. Every
/// description is a sentence that a client's author can act on, and repeats nothing of the body.
package enum MultipartFault: Error, Equatable, Sendable, CustomStringConvertible {
  /// The body ended before its closing delimiter (RFC 2046, section 5.1.1).
  case truncated
  /// More than `MultipartParser.maximumParts` parts.
  case tooManyParts
  /// The headers of a part hold more than `MultipartParser.maximumHeaderBytes`.
  case headersTooLarge(part: Int)
  /// A header line is not a name, a colon and a value, or holds a control character.
  case malformedHeader(part: Int)
  /// A header goes on in a second line (obsolete since RFC 7230, section 3.2.4).
  case foldedHeader(part: Int)
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
    case .tooManyParts:
      "The multipart body has more than \(MultipartParser.maximumParts) parts; send fewer."
    case .headersTooLarge(let part):
      "The headers of part \(part) are larger than \(MultipartParser.maximumHeaderBytes) bytes; "
        + "shorten its names."
    case .malformedHeader(let part):
      "A header line of part \(part) is not a name, a colon and a value; an empty line must end "
        + "the headers."
    case .foldedHeader(let part):
      "A header of part \(part) goes on in a second line; write each header in one line."
    case .repeatedHeader(let part):
      "A header of part \(part) stands there twice; send it once."
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
}
