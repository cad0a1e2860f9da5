/// Why an access token is refused. The sentences are for the client: what is wrong and what to do.
/// They never contain anything from the token.
package enum TokenFault: Error, Equatable, CustomStringConvertible {
  /// More bytes than `CompactToken.longest`.
  case tooLong
  /// Not three segments of unpadded base64url (RFC 7515 section 7.1).
  case notCompact
  /// The header is not a strict JSON object.
  case headerMalformed
  /// The header asks for an extension with `crit` or `b64` (RFC 7515 section 4.1.11, RFC 7797).
  case extensionRequired
  /// The header names no algorithm, or one that no configured key has; `none` among them.
  case algorithmNotAccepted
  /// No key has the `kid` of the header.
  case unknownKey
  /// The signature is not one of a configured key over this header and these claims.
  case signatureInvalid
  /// `typ` says that this is another kind of token (RFC 8725 section 3.11).
  case otherType
  /// The claims are not a strict JSON object.
  case claimsMalformed
  /// A claim that must be there is not.
  case claimMissing(String)
  /// A claim has another type or range than it must have.
  case claimMalformed(String)
  /// `exp` has passed.
  case expired
  /// `nbf` is still to come.
  case notYetValid
  /// The token lives longer than a token may, which is so many seconds.
  case livesTooLong(Int64)
  /// The token speaks for the installation, and its issuer may not.
  case issuerMayNotAdminister
  /// `iss` is none of the configured issuers.
  case otherIssuer
  /// `aud` has none of the configured audiences.
  case otherAudience
  /// The issuer's keys could not be had yet. The token may be valid; this is no refusal.
  case keysUnavailable

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
      "The access token is signed with a key that is not known here. Request a new token from the "
        + "configured issuer."
    case .signatureInvalid:
      "The signature of the access token is invalid. Send the token exactly as it was issued, or "
        + "request a new one."
    case .otherType:
      "This is not an access token but a token of another kind. Send the access token."
    case .claimsMalformed:
      "The claims of the access token are not a well-formed JSON object. Request a new token."
    case .claimMissing(let name):
      "The access token has no claim \(name). Request a token with it."
    case .claimMalformed(let name):
      "The claim \(name) of the access token is malformed. Request a new token."
    case .expired: "The access token has expired. Request a new one."
    case .notYetValid:
      "The access token is not valid yet. Wait until its nbf, or check the issuer's clock."
    case .livesTooLong(let seconds):
      "The access token lives longer than \(seconds) s. Request a token that expires sooner."
    case .issuerMayNotAdminister:
      "The issuer of the access token may not administer this installation. Request a token from "
        + "this server, or ask the operator to add the issuer to WFM_ADMIN_ISSUERS."
    case .otherIssuer:
      "The access token is from another issuer. Request one from the configured issuer."
    case .otherAudience:
      "The access token is for another audience. Request one for this service."
    case .keysUnavailable:
      "The keys of the access token's issuer could not be fetched yet. Try again."
    }
  }
}
