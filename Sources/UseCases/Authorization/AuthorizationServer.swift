import Identity
package import Postgres

/// The parts of this server that issue access tokens, and its metadata.
package struct AuthorizationServer: Sendable {
  /// Authenticates clients.
  package let authenticator: ClientAuthenticator
  /// Issues tokens to authenticated clients.
  package let grant: TokenGrant
  /// The signing keys.
  package let ring: SigningKeyRing
  /// The published metadata.
  package let metadata: AuthorizationServerMetadata

  /// - Parameters:
  ///   - issuer: the server's issuer identifier, a URL without query and fragment.
  ///   - baseURL: the URL at which clients reach the server, without a slash at its end.
  ///   - ring: the signing keys.
  ///   - pool: the connections to the database.
  ///   - lifetime: the lifetime of a token in seconds, within `TokenGrant.lifetimes`.
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
