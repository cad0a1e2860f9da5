/// Why a request has no usable bearer token. The sentences are for the client.
package enum BearerFault: Error, Equatable, CustomStringConvertible {
  /// The request has no Authorization header. The answer has no error code (RFC 6750 section 3.1).
  case missing
  /// The Authorization header is not one bearer token.
  case malformed(Reason)

  /// The fault of the header.
  package enum Reason: Sendable {
    case severalHeaders, otherScheme, notOneToken
  }

  /// The cause and the fix, for the client.
  package var description: String {
    switch self {
    case .missing:
      "The request has no Authorization header. Send \"Authorization: Bearer\" and an access token."
    case .malformed(.severalHeaders):
      "The request has several Authorization headers. Send exactly one."
    case .malformed(.otherScheme):
      "The Authorization header has another scheme than Bearer. Send \"Bearer\" and an access "
        + "token."
    case .malformed(.notOneToken):
      "The Authorization header does not have exactly one token after \"Bearer\". Send one access "
        + "token, without commas or blanks."
    }
  }
}
