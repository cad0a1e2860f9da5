/// The Content-Type of a request that carries a form (RFC 7578, section 4.1).
package enum MultipartContentType {
  package enum Fault: Error, Equatable, Sendable, CustomStringConvertible {
    /// The media type is another one.
    case notMultipartFormData
    /// There is no `boundary` parameter.
    case missingBoundary
    /// The boundary is not one, is given twice, or the parameters cannot be read.
    case badBoundary

    package var description: String {
      switch self {
      case .notMultipartFormData:
        "The request is not multipart/form-data; send the form with that Content-Type."
      case .missingBoundary:
        "The Content-Type has no boundary parameter; add the boundary that separates the parts."
      case .badBoundary:
        "The boundary parameter of Content-Type cannot be read; it must be one boundary of 1 to "
          + "\(MultipartParser.maximumBoundary) printable ASCII characters, without a space at its "
          + "end."
      }
    }
  }

  /// The boundary that a Content-Type names, without the leading dashes of a delimiter. The media type
  /// and the parameter's name are compared without case; other parameters are ignored.
  package static func boundary(of headerValue: String) throws(Fault) -> String {
    var parameters = HeaderParameters(of: Array(headerValue.utf8)[...], escapes: .all)
    guard parameters.subject == "multipart/form-data" else { throw .notMultipartFormData }
    var boundary: [UInt8]?
    do {
      while let parameter = try parameters.next() {
        guard parameter.name == "boundary" else { continue }
        guard boundary == nil else { throw HeaderParameters.Malformed() }
        boundary = parameter.value
      }
    } catch {
      throw .badBoundary
    }
    guard let boundary else { throw .missingBoundary }
    guard isBoundary(boundary) else { throw .badBoundary }
    return String(decoding: boundary, as: UTF8.self)
  }

  /// Whether these are 1 to 70 printable ASCII characters, the last not a space. RFC 2046, section
  /// 5.1.1, allows fewer punctuation marks, but clients send others, such as `*****`.
  static func isBoundary(_ bytes: some BidirectionalCollection<UInt8>) -> Bool {
    (1...MultipartParser.maximumBoundary).contains(bytes.count)
      && bytes.allSatisfy { (0x20...0x7E).contains($0) } && bytes.last != UInt8(ascii: " ")
  }
}
