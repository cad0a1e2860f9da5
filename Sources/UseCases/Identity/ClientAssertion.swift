import Scheduling
import WireText

/// A client's statement of its identity, signed with its private key (RFC 7523 section 3). It
/// replaces a secret and is accepted once.
package struct ClientAssertion: Sendable {
  /// How far ahead `exp` may be, in seconds. Used assertions are remembered that long.
  package static let longestLife: Int64 = 300
  /// How far a client's clock may run ahead, in seconds; applies to `nbf` and `iat`.
  package static let leeway: Int64 = 30
  /// The value of `client_assertion_type` (RFC 7523 section 2.2).
  package static let type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
  /// The algorithms that clients may use.
  package static let algorithms = ["ES256", "RS256"]

  /// `sub`, which equals `iss`. Untrusted until `verify` returns.
  package let clientID: String
  /// `jti`, unique among the client's assertions.
  package let id: String
  /// `exp` rounded up, in seconds since 1970 UTC.
  package let expires: Int64
  private let notBefore: Double?
  private let issuedAt: Double?
  private let audiences: [String]
  private let token: CompactToken

  /// Reads an assertion without verifying it.
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

  /// Returns normally if the client signed the assertion for this server and it is valid now.
  ///
  /// - Parameters:
  ///   - jwks: the client's public keys, a JWK Set.
  ///   - audiences: the accepted names of this server, compared byte by byte.
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

  /// Whether the header has an accepted algorithm and no `typ` of another kind of token. An access
  /// token is not an assertion (RFC 8725 section 3.11).
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
