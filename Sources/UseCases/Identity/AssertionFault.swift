/// Why an assertion is rejected. The sentences are for the client. They use the characters of RFC
/// 6749 section 5.2 and contain nothing of the assertion.
package enum AssertionFault: Error, Equatable, CustomStringConvertible {
  /// The assertion is not a JWT, or its algorithm or `typ` is not accepted.
  case malformed
  /// `iss` and `sub` are not both the client id.
  case subject
  /// `jti` is missing.
  case identifier
  /// `aud` does not name this server.
  case audience
  /// The assertion is not valid now, or its lifetime is too long.
  case time
  /// No key of the client has signed the assertion.
  case signature

  /// The cause and the fix, for the client.
  package var description: String {
    switch self {
    case .malformed:
      "The client_assertion is not an accepted JWT. Sign it with ES256 or RS256, and omit typ or "
        + "set it to JWT."
    case .subject: "The iss and sub of the client_assertion are not both the client id. Set both."
    case .identifier: "The client_assertion has no jti. Add a jti that no other assertion has."
    case .audience:
      "The aud of the client_assertion is neither this server's token URL nor its issuer."
    case .time:
      "The client_assertion is not valid now, or its exp is more than "
        + "\(ClientAssertion.longestLife) s ahead. Check the clock and make a new assertion."
    case .signature: "The client_assertion is not signed with one of the client's keys."
    }
  }
}
