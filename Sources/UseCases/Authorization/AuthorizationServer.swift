import Identity
package import Postgres

/// The parts of this server that issue access tokens, and how it describes itself.
package struct AuthorizationServer: Sendable {
  package let authenticator: ClientAuthenticator
  package let grant: TokenGrant
  package let ring: SigningKeyRing
  package let metadata: AuthorizationServerMetadata

  /// - Parameters:
  ///   - issuer: what the server calls itself, a URL without query and fragment.
  ///   - baseURL: what clients reach the server at, without a slash at its end.
  ///   - lifetime: of a token in seconds, within `TokenGrant.lifetimes`.
  ///   - now: seconds since 1970 UTC.
  package init(
    issuer: String, baseURL: String, ring: SigningKeyRing, pool: ConnectionPool, lifetime: Int64,
    now: @escaping @Sendable () -> Int64 = TokenVerifier.systemClock
  ) {
    metadata = AuthorizationServerMetadata(issuer: issuer, baseURL: baseURL)
    authenticator = ClientAuthenticator(
      pool: pool, audiences: [issuer, metadata.tokenEndpoint], now: now)
    grant = TokenGrant(ring: ring, lifetime: lifetime, now: now)
    self.ring = ring
  }
}
