import Crypto
import FoundationEssentials

/// Turns the text of an access token into what it says, or into the reason why it is refused
/// (RFC 7519 section 7.2, RFC 8725, RFC 9068 section 4).
///
/// One per process, made at start and asked by every request. It owns the keys, the policy and the
/// cache of verified tokens; it reads nothing over the network.
package final class TokenVerifier: Sendable {
  /// Seconds since 1970 UTC by the system's clock.
  package static let systemClock: @Sendable () -> Int64 = {
    Int64(Date().timeIntervalSince1970)
  }

  private let signatures: SignatureVerifier
  private let policy: TokenPolicy
  private let now: @Sendable () -> Int64
  /// What `verify` remembers.
  package let verified = VerifiedTokens()

  /// - Parameter now: seconds since 1970 UTC.
  /// - Throws: `keys` without any key, `leeway` outside 0 to 60 s, `accountClaim` if empty.
  package init(
    keys: VerificationKeys, policy: TokenPolicy,
    now: @escaping @Sendable () -> Int64 = TokenVerifier.systemClock
  ) async throws(VerifierFault) {
    guard TokenPolicy.leeways.contains(policy.leeway) else { throw .leeway(policy.leeway) }
    guard !policy.accountClaim.isEmpty else { throw .accountClaim }
    do {
      signatures = try await SignatureVerifier(keys: keys)
    } catch {
      throw .keys(error)
    }
    self.policy = policy
    self.now = now
  }

  /// What `token` says, if it is valid at this moment.
  package func verify(_ token: String) async throws(TokenFault) -> AccessToken {
    guard token.utf8.count <= SignatureVerifier.longestToken else { throw .tooLong }
    let digest = SHA256.hash(data: Array(token.utf8))
    let now = now()
    if let claims = verified.claims(of: digest, now: now) {
      try claims.check(now: now, leeway: policy.leeway)
      return claims.token
    }
    let (header, payload) = try signatures.verify(token)
    try Self.checkType(header)
    let claims = try TokenClaims(payload: payload, policy: policy)
    try claims.check(now: now, leeway: policy.leeway)
    verified.keep(claims, of: digest, now: now)
    return claims.token
  }

  /// `typ` may be absent, `JWT` or `at+jwt`, as a media type also with its `application/`
  /// (RFC 7515 section 4.1.9, RFC 9068 section 4).
  private static func checkType(_ header: JSONObject) throws(TokenFault) {
    guard let type = header["typ"] else { return }
    let names = ["jwt", "at+jwt", "application/jwt", "application/at+jwt"]
    guard let name = type.string, names.contains(name.lowercased()) else { throw .otherType }
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
