/// Reads the token from the Authorization header (RFC 6750 section 2.1).
///
///     credentials = "Bearer" 1*SP b64token
///     b64token    = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
package enum BearerCredentials {
  /// The token in the values of all Authorization headers of a request. The form field and the query
  /// parameter of RFC 6750 are not read: they end up in logs.
  ///
  /// - Throws: `missing` without a header; `malformed` for several headers, for another scheme and
  ///   for anything but one b64token after it.
  package static func token(in authorizationHeaders: [String]) throws(BearerFault) -> String {
    guard let header = authorizationHeaders.first else { throw .missing }
    guard authorizationHeaders.count == 1 else { throw .malformed(.severalHeaders) }
    var text = header
    // In place: the bytes of a String's own view cost more than all that is done with them.
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

/// Why a request carries no bearer token. The sentences are for the client.
package enum BearerFault: Error, Equatable, CustomStringConvertible {
  /// No Authorization header. RFC 6750 section 3.1: answer without an error code.
  case missing
  /// An Authorization header that is not one bearer token.
  case malformed(Reason)

  /// What is wrong with the header.
  package enum Reason: Sendable {
    case severalHeaders, otherScheme, notOneToken
  }

  package var description: String {
    switch self {
    case .missing:
      "The request has no Authorization header. Send \"Authorization: Bearer\" and an access token."
    case .malformed(.severalHeaders):
      "The request has several Authorization headers. Send exactly one."
    case .malformed(.otherScheme):
      "The Authorization header does not have the scheme Bearer. Send \"Bearer\" and an access token."
    case .malformed(.notOneToken):
      "The Authorization header does not have exactly one token after \"Bearer\". Send one access "
        + "token, without commas or blanks."
    }
  }
}
