import Crypto
import FoundationEssentials
import WireText

/// Turns the text of an access token into what it says, or into the reason why it is refused
/// (RFC 7519 section 7.2, RFC 8725, RFC 9068 section 4).
///
/// One per process, made at start and asked by every request. It owns the issuers that are believed
/// and the cache of verified tokens. Only an issuer's `KeySource` reads anything from outside.
package final class TokenVerifier: Sendable {
  /// Seconds since 1970 UTC by the system's clock.
  package static let systemClock: @Sendable () -> Int64 = {
    Int64(Date().timeIntervalSince1970)
  }

  private let issuers: [TrustedIssuer]
  private let now: @Sendable () -> Int64
  /// What `verify` remembers.
  package let verified = VerifiedTokens()

  /// - Parameters:
  ///   - issuers: at least one.
  ///   - now: seconds since 1970 UTC.
  package init(
    issuers: [TrustedIssuer], now: @escaping @Sendable () -> Int64 = TokenVerifier.systemClock
  ) {
    precondition(!issuers.isEmpty, "a verifier believes somebody")
    self.issuers = issuers
    self.now = now
  }

  /// Believes one issuer with fixed keys.
  ///
  /// - Throws: `keys` without any key, `leeway` outside 0 to 60 s, `accountClaim` if empty.
  package convenience init(
    keys: VerificationKeys, policy: TokenPolicy,
    now: @escaping @Sendable () -> Int64 = TokenVerifier.systemClock
  ) async throws(VerifierFault) {
    let fixed: FixedKeys
    do {
      fixed = try await FixedKeys(keys)
    } catch {
      throw .keys(error)
    }
    self.init(issuers: [try TrustedIssuer(keys: fixed, policy: policy)], now: now)
  }

  /// What `token` says, if it is valid at this moment.
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

  /// Asks the issuers whom the token names, and only those: an issuer's keys say nothing about
  /// another's tokens. A token that names none of them is refused; the keys at hand tell why.
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
        // An issuer whose keys are unknown may be the one, if it is named.
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
  /// `typ` may be absent, `JWT` or `at+jwt`, as a media type also with its `application/`
  /// (RFC 7515 section 4.1.9, RFC 9068 section 4).
  func checkType() throws(TokenFault) {
    guard let type = header["typ"] else { return }
    let names = ["jwt", "at+jwt", "application/jwt", "application/at+jwt"]
    guard let name = type.string, names.contains(name.lowercased()) else { throw .otherType }
  }

  /// Whom the token names as its issuer, to choose whose keys to try first; nothing is believed.
  var unverifiedIssuer: String? {
    guard let claims = try? JSONScanner.object(payload) else { return nil }
    return claims["iss"]?.string
  }
}

/// Why a verifier cannot be made. For the operator.
package enum VerifierFault: Error, Equatable, CustomStringConvertible {
  /// The keys cannot be used.
  case keys(KeyFault)
  /// The leeway, in seconds, is outside 0 to 60.
  case leeway(Int64)
  /// The name of the account claim is empty.
  case accountClaim

  package var description: String {
    switch self {
    case .keys(let fault): fault.description
    case .leeway(let seconds):
      "The leeway for clocks is \(seconds) s; it must be \(TokenPolicy.leeways.lowerBound) to "
        + "\(TokenPolicy.leeways.upperBound) s."
    case .accountClaim: "The name of the claim that holds the account is empty."
    }
  }
}
