import Crypto
import FoundationEssentials
import WireText

/// Verifies access tokens (RFC 7519 section 7.2, RFC 8725, RFC 9068 section 4).
///
/// Each process has one instance, which every request uses. It owns the trusted issuers and the
/// cache of verified tokens. Only an issuer's `KeySource` reads external data.
package final class TokenVerifier: Sendable {
  /// Seconds since 1970 UTC by the system's clock.
  package static let systemClock: @Sendable () -> Int64 = {
    Int64(Date().timeIntervalSince1970)
  }

  private let issuers: [TrustedIssuer]
  private let now: @Sendable () -> Int64
  /// The cache of verified tokens.
  package let verified = VerifiedTokens()

  /// - Parameters:
  ///   - issuers: at least one.
  ///   - now: seconds since 1970 UTC.
  package init(
    issuers: [TrustedIssuer], now: @escaping @Sendable () -> Int64 = TokenVerifier.systemClock
  ) {
    precondition(!issuers.isEmpty, "a verifier trusts at least one issuer")
    self.issuers = issuers
    self.now = now
  }

  /// Trusts one issuer with given keys.
  ///
  /// - Throws: `keys` without any key, `leeway` outside 0 to 60 s, `accountClaim` if empty.
  package convenience init(
    keys: VerificationKeys, policy: TokenPolicy,
    now: @escaping @Sendable () -> Int64 = TokenVerifier.systemClock
  ) async throws(VerifierFault) {
    let given: GivenKeys
    do {
      given = try await GivenKeys(keys)
    } catch {
      throw .keys(error)
    }
    self.init(issuers: [try TrustedIssuer(keys: given, policy: policy)], now: now)
  }

  /// The contents of the token, if it is valid now.
  package func verify(_ token: String) async throws(TokenFault) -> AccessToken {
    guard token.utf8.count <= CompactToken.longest else { throw .tooLong }
    let digest = SHA256.hash(data: Array(token.utf8))
    let now = now()
    if let known = verified.entry(of: digest, now: now),
      issuers[known.issuer].keys.published?.version == known.keyVersion
    {
      try known.claims.check(now: now)
      return known.claims.token
    }
    let found = try await entry(of: try CompactToken(token))
    try found.claims.check(now: now)
    verified.keep(found, of: digest, now: now)
    return found.claims.token
  }

  /// Verifies the token only with the keys of the issuer that it names. An issuer's keys must not
  /// verify another issuer's tokens. If a token names no trusted issuer, it is rejected, and the
  /// known keys determine the reason.
  private func entry(of token: CompactToken) async throws(TokenFault) -> VerifiedTokens.Entry {
    let name = token.unverifiedIssuer
    let named = issuers.indices.filter { issuers[$0].policy.accepts(issuer: name) }
    var refusal: TokenFault?
    for index in named.isEmpty ? Array(issuers.indices) : named {
      do throws(TokenFault) {
        let (claims, keyVersion) = try await issuers[index].claims(
          of: token, refreshing: !named.isEmpty)
        return .init(claims: claims, issuer: index, keyVersion: keyVersion)
      } catch {
        switch error {
        case .algorithmNotAccepted, .unknownKey, .signatureInvalid: refusal = refusal ?? error
        // If the token names an issuer whose keys are unknown, the token may be valid.
        case .keysUnavailable: refusal = named.isEmpty ? refusal : error
        case .tooLong, .notCompact, .headerMalformed, .extensionRequired, .otherType,
          .claimsMalformed, .claimMissing, .claimMalformed, .expired, .notYetValid, .livesTooLong,
          .issuerMayNotAdminister, .otherIssuer, .otherAudience:
          throw error
        }
      }
    }
    throw refusal ?? .otherIssuer
  }
}

extension CompactToken {
  /// `typ` may be absent, `JWT` or `at+jwt`, also with the prefix `application/` (RFC 7515 section
  /// 4.1.9, RFC 9068 section 4).
  func checkType() throws(TokenFault) {
    guard let type = header["typ"] else { return }
    let names = ["jwt", "at+jwt", "application/jwt", "application/at+jwt"]
    guard let name = type.string, names.contains(name.lowercased()) else { throw .otherType }
  }

  /// The issuer that the token names, to choose the keys. It is not verified yet.
  var unverifiedIssuer: String? {
    guard let claims = try? JSONScanner.object(payload) else { return nil }
    return claims["iss"]?.string
  }
}
