/// Reads the token from the Authorization header (RFC 6750 section 2.1).
///
///     credentials = "Bearer" 1*SP b64token
///     b64token    = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
package enum BearerCredentials {
  /// The token in a request's Authorization header.
  ///
  /// The form field and the query parameter of RFC 6750 are not read, since they are logged.
  ///
  /// - Parameter authorizationHeaders: the values of all Authorization headers.
  /// - Throws: `missing` without a header; `malformed` for several headers, for another scheme, or
  ///   for anything other than one b64token after the scheme.
  package static func token(in authorizationHeaders: [String]) throws(BearerFault) -> String {
    guard let header = authorizationHeaders.first else { throw .missing }
    guard authorizationHeaders.count == 1 else { throw .malformed(.severalHeaders) }
    var text = header
    // In place: iterating over a String's own view costs more than reading the token.
    return try text.withUTF8 { token(in: $0) }.get()
  }

  private static func token(in bytes: UnsafeBufferPointer<UInt8>) -> Result<String, BearerFault> {
    // RFC 9110 section 11.1: the scheme is case-insensitive.
    let scheme = bytes.prefix { $0 != UInt8(ascii: " ") }
    guard scheme.elementsEqual("bearer".utf8, by: { $0 | 0x20 == $1 }) else {
      return .failure(.malformed(.otherScheme))
    }
    let token = bytes[scheme.endIndex...].drop { $0 == UInt8(ascii: " ") }
    let padding = token.drop(while: isTokenByte)
    guard padding.startIndex > token.startIndex, padding.allSatisfy({ $0 == UInt8(ascii: "=") })
    else { return .failure(.malformed(.notOneToken)) }
    return .success(String(decoding: token, as: UTF8.self))
  }

  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-._~+/".utf8.contains(byte)
    }
  }
}
