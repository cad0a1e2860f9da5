/// Why an access token is rejected. The sentences tell the client the cause and the fix, and
/// contain nothing of the token.
package enum TokenFault: Error, Equatable, CustomStringConvertible {
  /// The token has more bytes than `CompactToken.longest`.
  case tooLong
  /// The token is not three segments of unpadded base64url (RFC 7515 section 7.1).
  case notCompact
  /// The header is not a strict JSON object.
  case headerMalformed
  /// The header requires an extension by `crit` or `b64` (RFC 7515 section 4.1.11, RFC 7797).
  case extensionRequired
  /// The header has no algorithm, or one that no configured key has, such as `none`.
  case algorithmNotAccepted
  /// No key has the `kid` of the header.
  case unknownKey
  /// No configured key has signed this header and these claims.
  case signatureInvalid
  /// `typ` names another kind of token (RFC 8725 section 3.11).
  case otherType
  /// The claims are not a strict JSON object.
  case claimsMalformed
  /// A required claim is missing.
  case claimMissing(String)
  /// A claim has a wrong type or is out of range.
  case claimMalformed(String)
  /// `exp` has passed.
  case expired
  /// `nbf` is in the future.
  case notYetValid
  /// The token's lifetime is longer than the limit, in seconds.
  case livesTooLong(Int64)
  /// The token acts for the installation, which its issuer is not allowed to grant.
  case issuerMayNotAdminister
  /// `iss` is not a configured issuer.
  case otherIssuer
  /// `aud` has no configured audience.
  case otherAudience
  /// The issuer's keys could not be fetched yet. The token may be valid, so it is not rejected.
  case keysUnavailable

  /// The cause and the fix, for the client.
  package var description: String {
    switch self {
    case .tooLong:
      "The access token is longer than \(CompactToken.longest) bytes. Request a smaller "
        + "token."
    case .notCompact:
      "The access token is not a JWT: three base64url segments without padding, separated by dots. "
        + "Send the token exactly as it was issued."
    case .headerMalformed:
      "The header of the access token is not a well-formed JSON object. Request a new token."
    case .extensionRequired:
      "The access token requires an extension that is not supported (crit or b64). Request a token "
        + "without it."
    case .algorithmNotAccepted:
      "The access token is not signed with an accepted algorithm. Request one from the configured "
        + "issuer."
    case .unknownKey:
      "The access token is signed with an unknown key. Request a new token from the "
        + "configured issuer."
    case .signatureInvalid:
      "The signature of the access token is invalid. Send the token exactly as it was issued, or "
        + "request a new one."
    case .otherType:
      "The token is not an access token but of another kind. Send the access token."
    case .claimsMalformed:
      "The claims of the access token are not a well-formed JSON object. Request a new token."
    case .claimMissing(let name):
      "The access token has no claim \(name). Request a token that has it."
    case .claimMalformed(let name):
      "The claim \(name) of the access token is malformed. Request a new token."
    case .expired: "The access token has expired. Request a new one."
    case .notYetValid:
      "The access token is not valid yet. Wait until its nbf, or check the issuer's clock."
    case .livesTooLong(let seconds):
      "The access token lives longer than \(seconds) s. Request a token that expires sooner."
    case .issuerMayNotAdminister:
      "The issuer of the access token is not allowed to administer this installation. Request one "
        + "from this server, or ask the operator to add the issuer to WFM_ADMIN_ISSUERS."
    case .otherIssuer:
      "The access token is from another issuer. Request a token from the configured issuer."
    case .otherAudience:
      "The access token is for another audience. Request a token for this service."
    case .keysUnavailable:
      "The keys of the access token's issuer could not be fetched yet. Try again."
    }
  }
}
