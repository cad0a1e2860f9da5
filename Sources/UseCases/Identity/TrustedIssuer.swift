/// A trusted issuer: its keys, and the rules for its tokens.
package struct TrustedIssuer: Sendable {
  /// The keys whose signatures are accepted.
  package let keys: any KeySource
  /// The rules for the claims.
  package let policy: TokenPolicy

  /// - Throws: `leeway` outside 0 to 60 s, `accountClaim` if empty.
  package init(keys: any KeySource, policy: TokenPolicy) throws(VerifierFault) {
    guard TokenPolicy.leeways.contains(policy.leeway) else { throw .leeway(policy.leeway) }
    guard !policy.accountClaim.isEmpty else { throw .accountClaim }
    self.keys = keys
    self.policy = policy
  }

  /// The token's claims, if this issuer signed it, and the version of the keys that verified it.
  ///
  /// - Parameter refreshing: whether to fetch newer keys if the known keys lack the token's key.
  func claims(
    of token: CompactToken, refreshing: Bool
  ) async throws(TokenFault) -> (claims: TokenClaims, keyVersion: Int) {
    var known = keys.published
    if known == nil, refreshing { known = await keys.refreshed() }
    guard var known else { throw .keysUnavailable }
    do {
      try known.verifier.verify(token)
    } catch {
      guard refreshing, known.verifier.mayMiss(keyOf: token) else { throw error }
      guard let newer = await keys.refreshed() else { throw .keysUnavailable }
      guard newer !== known else { throw error }
      try newer.verifier.verify(token)
      known = newer
    }
    try token.checkType()
    return (try TokenClaims(payload: token.payload, policy: policy), known.version)
  }
}
