import Scheduling
import WireText

/// A client's own statement of who it is, signed with its private key (RFC 7523 section 3), used
/// once instead of a secret.
package struct ClientAssertion: Sendable {
  /// How far ahead `exp` may lie, in seconds: as long must a used assertion be remembered.
  package static let longestLife: Int64 = 300
  /// How far a client's clock may run ahead, in seconds; for `nbf` and `iat`.
  package static let leeway: Int64 = 30
  /// The value of `client_assertion_type` (RFC 7523 section 2.2).
  package static let type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
  /// The algorithms that clients may sign with.
  package static let algorithms = ["ES256", "RS256"]

  /// `sub`, which equals `iss`. Not to be believed before `verify` has returned.
  package let clientID: String
  /// `jti`, which no other assertion of the client has.
  package let id: String
  /// `exp` rounded up, in seconds since 1970 UTC.
  package let expires: Int64
  private let notBefore: Double?
  private let issuedAt: Double?
  private let audiences: [String]
  private let token: CompactToken

  /// Reads an assertion without believing it.
  package init(_ text: String) throws(AssertionFault) {
    guard let token = try? CompactToken(text), Self.isAcceptable(token.header),
      let claims = try? JSONScanner.object(token.payload)
    else { throw .malformed }
    guard let issuer = claims["iss"]?.string, let subject = claims["sub"]?.string,
      AccountName.isValid(subject), issuer.utf8.elementsEqual(subject.utf8)
    else { throw .subject }
    guard let expires = claims["exp"]?.number,
      (0...TokenClaims.latestExpiry).contains(expires)
    else { throw .time }
    guard let id = claims["jti"]?.string, !id.isEmpty else { throw .identifier }
    switch claims["aud"] {
    case .string(let audience): audiences = [audience]
    case .array(let elements): audiences = elements.compactMap(\.string)
    default: throw .audience
    }
    notBefore = try Self.time("nbf", of: claims)
    issuedAt = try Self.time("iat", of: claims)
    self.token = token
    self.id = id
    clientID = subject
    self.expires = Int64(expires.rounded(.up))
  }

  /// Returns if the client has signed the assertion, for this server, for now.
  ///
  /// - Parameters:
  ///   - jwks: the client's public keys, a JWK Set.
  ///   - audiences: what this server goes by; compared byte by byte.
  ///   - now: seconds since 1970 UTC.
  package func verify(
    jwks: String, audiences accepted: Set<String>, now: Int64
  ) async throws(AssertionFault) {
    var keys = VerificationKeys()
    do {
      _ = try keys.add(jwks: Array(jwks.utf8))
      try await SignatureVerifier(keys: keys).verify(token)
    } catch {
      throw .signature
    }
    guard
      audiences.contains(where: { audience in
        accepted.contains { $0.utf8.elementsEqual(audience.utf8) }
      })
    else { throw .audience }
    let latestStart = Double(now + Self.leeway)
    guard expires > now, expires <= now + Self.longestLife, notBefore ?? 0 <= latestStart,
      issuedAt ?? 0 <= latestStart
    else { throw .time }
  }

  /// One of the accepted algorithms, and no other kind of token: an access token is none, whoever
  /// signed it (RFC 8725 section 3.11).
  private static func isAcceptable(_ header: JSONObject) -> Bool {
    guard let algorithm = header["alg"]?.string, algorithms.contains(algorithm) else {
      return false
    }
    guard let type = header["typ"] else { return true }
    let names = ["jwt", "application/jwt", "client-authentication+jwt"]
    return names.contains(type.string?.lowercased() ?? "")
  }

  private static func time(_ name: String, of claims: JSONObject) throws(AssertionFault) -> Double?
  {
    guard let value = claims[name] else { return nil }
    guard let number = value.number else { throw .time }
    return number
  }
}

/// Why an assertion is refused. The sentences are for the client, in the characters of RFC 6749
/// section 5.2; nothing from the assertion is in them.
package enum AssertionFault: Error, Equatable, CustomStringConvertible {
  case malformed, subject, identifier, audience, time, signature

  package var description: String {
    switch self {
    case .malformed:
      "The client_assertion is not a JWT that is accepted: signed with ES256 or RS256, without "
        + "another typ than JWT."
    case .subject: "The client_assertion must have iss and sub, both the client id."
    case .identifier: "The client_assertion must have a jti."
    case .audience: "The client_assertion is not for this server's token URL or issuer."
    case .time:
      "The client_assertion must have an exp at most \(ClientAssertion.longestLife) s ahead, and be "
        + "valid now."
    case .signature: "The client_assertion is not signed with a key of the client."
    }
  }
}
