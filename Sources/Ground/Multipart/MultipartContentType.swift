/// The Content-Type of a request that carries a form (RFC 7578, section 4.1).
package enum MultipartContentType {
  /// Why a Content-Type has no usable boundary.
  package enum Fault: Error, Equatable, Sendable, CustomStringConvertible {
    /// The media type is not `multipart/form-data`.
    case notMultipartFormData
    /// The parameters follow the media type without a semicolon.
    case missingSemicolon
    /// There is no `boundary` parameter.
    case missingBoundary
    /// There is more than one `boundary` parameter.
    case repeatedBoundary
    /// The boundary is empty.
    case emptyBoundary
    /// The boundary has this many characters, more than `MultipartParser.maximumBoundary`.
    case longBoundary(Int)
    /// The boundary ends with a blank.
    case blankAtEnd
    /// The boundary has a character that is not printable ASCII.
    case forbiddenCharacter
    /// A parameter without `=`, or with a quote that does not close.
    case unreadable

    /// The cause and the fix, for the client.
    package var description: String {
      switch self {
      case .notMultipartFormData:
        "Send the upload as multipart/form-data."
      case .missingSemicolon:
        "The Content-Type has no semicolon after multipart/form-data. Add the semicolon: "
          + "\(Self.example)."
      case .missingBoundary, .emptyBoundary:
        "The Content-Type field must name the boundary of the form's parts."
      case .repeatedBoundary:
        "The Content-Type has the boundary parameter twice. Send it once: \(Self.example)."
      case .longBoundary(let length):
        "The boundary in Content-Type has \(length) characters. Use at most "
          + "\(MultipartParser.maximumBoundary)."
      case .blankAtEnd:
        "The boundary in Content-Type ends with a blank. Remove the blank, in the body too."
      case .forbiddenCharacter:
        "The boundary in Content-Type has a character that is not printable ASCII. Use letters and "
          + "digits: \(Self.example)."
      case .unreadable:
        "The parameters of Content-Type cannot be read. Write a name, = and a value, and close "
          + "each quote: \(Self.example)."
      }
    }

    private static let example = "multipart/form-data; boundary=abc123"
  }

  private static let mediaType = "multipart/form-data"

  /// The boundary in a Content-Type, without the leading dashes of a delimiter.
  ///
  /// The media type and the parameter's name are compared without case. Other parameters are
  /// ignored.
  package static func boundary(of headerValue: String) throws(Fault) -> String {
    var parameters = HeaderParameters(of: Array(headerValue.utf8)[...], escapes: .all)
    guard parameters.subject == mediaType else { throw fault(ofSubject: parameters.subject) }
    var boundary: [UInt8]?
    while let parameter = try next(of: &parameters) {
      guard parameter.name == "boundary" else { continue }
      guard boundary == nil else { throw .repeatedBoundary }
      boundary = parameter.value
    }
    guard let boundary else { throw .missingBoundary }
    if let fault = fault(of: boundary) { throw fault }
    return String(decoding: boundary, as: UTF8.self)
  }

  /// Recognizes the right type without its semicolon, as in `multipart/form-data boundary=x` or
  /// with a comma.
  private static func fault(ofSubject subject: String) -> Fault {
    let rest = subject.utf8.dropFirst(mediaType.utf8.count)
    let goesOn = rest.first.map { ASCII.isBlank($0) || $0 == UInt8(ascii: ",") } ?? false
    return subject.hasPrefix(mediaType) && goesOn ? .missingSemicolon : .notMultipartFormData
  }

  private static func next(
    of parameters: inout HeaderParameters
  ) throws(Fault) -> (name: String, value: [UInt8])? {
    do {
      return try parameters.next()
    } catch {
      throw .unreadable
    }
  }

  private static func fault(of boundary: [UInt8]) -> Fault? {
    if boundary.isEmpty { return .emptyBoundary }
    if !boundary.allSatisfy({ (0x20...0x7E).contains($0) }) { return .forbiddenCharacter }
    if boundary.count > MultipartParser.maximumBoundary { return .longBoundary(boundary.count) }
    return boundary.last == UInt8(ascii: " ") ? .blankAtEnd : nil
  }

  /// Whether the bytes are 1–70 printable ASCII characters, of which the last is not a space.
  ///
  /// RFC 2046, section 5.1.1, allows fewer punctuation marks, but clients send others, such as
  /// `*****`.
  static func isBoundary(_ bytes: some Sequence<UInt8>) -> Bool { fault(of: Array(bytes)) == nil }
}
