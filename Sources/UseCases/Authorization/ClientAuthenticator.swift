import Crypto
import Identity
package import Postgres
package import Scheduling
import Store

/// Authenticates clients (RFC 6749 section 2.3).
///
/// A request with an unknown client costs as much as one with a wrong secret: a query, a hash and
/// comparisons. Both get the same answer.
package struct ClientAuthenticator: Sendable {
  /// The maximum length of a client id in bytes. This is the database's limit.
  package static let longestClientID = AccountName.longest

  private let pool: ConnectionPool
  private let audiences: Set<String>
  private let now: @Sendable () -> Int64

  /// - Parameters:
  ///   - pool: the connections to the database.
  ///   - audiences: the accepted values of an assertion's `aud`: the token URL and the issuer.
  ///   - now: seconds since 1970 UTC.
  package init(
    pool: ConnectionPool, audiences: Set<String>, now: @escaping @Sendable () -> Int64
  ) {
    self.pool = pool
    self.audiences = audiences
    self.now = now
  }

  /// The client, if its credentials are right and it may get tokens.
  ///
  /// - Throws: `invalidClient`, `unavailable`, `failed`
  package func authenticate(
    _ request: TokenRequest
  ) async throws(TokenRefusal) -> ClientCredentials {
    let client = request.clientID
    let known: ClientCredentials?
    do {
      known = try await pool.withConnection { connection in
        try ClientRepository.credentials(of: client, on: connection)
      }
    } catch {
      throw TokenRefusal(error)
    }
    switch request.credentials {
    case .secret(_, let secret):
      let isRight = ClientSecret.matches(secret, hashes: known?.secretHashes ?? [])
      guard let known, isRight else { throw Self.refusal }
      return known
    case .assertion(let assertion):
      guard let known, let jwks = known.jwks else { throw Self.refusal }
      try await check(assertion, jwks: jwks)
      return known
    }
  }

  private static let refusal = TokenRefusal.invalidClient(
    "The client is unknown or its credentials are wrong. Check the client id and the secret or key."
  )

  /// Checks the signature first, so that only the client can use up the ids of its assertions.
  private func check(
    _ assertion: ClientAssertion, jwks: String
  ) async throws(TokenRefusal) {
    do throws(AssertionFault) {
      try await assertion.verify(jwks: jwks, audiences: audiences, now: now())
    } catch {
      // A more specific answer would tell strangers which clients exist.
      throw error == .signature ? Self.refusal : .invalidClient(error.description)
    }
    let isNew: Bool
    do {
      isNew = try await pool.withConnection { connection in
        try ClientAssertionRepository.accept(
          idHash: Array(SHA256.hash(data: Array(assertion.id.utf8))), client: assertion.clientID,
          expires: Instant(secondsSince1970: assertion.expires), on: connection)
      }
    } catch {
      throw TokenRefusal(error)
    }
    guard isNew else {
      throw .invalidClient(
        "The client_assertion was used before or has expired. Make a new one with its own jti.")
    }
  }
}
