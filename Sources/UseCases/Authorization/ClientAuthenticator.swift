import Crypto
import Identity
package import Postgres
package import Scheduling
import Store

/// Finds out whether a client is who it claims to be (RFC 6749 section 2.3).
///
/// An unknown client costs the same query, the same hash and the same comparisons as a wrong secret,
/// and gets the same answer.
package struct ClientAuthenticator: Sendable {
  /// The longest client id, in bytes; the database's bound.
  package static let longestClientID = AccountName.longest

  private let pool: ConnectionPool
  private let audiences: Set<String>
  private let now: @Sendable () -> Int64

  /// - Parameters:
  ///   - audiences: what the `aud` of an assertion may be: the token URL and the issuer.
  ///   - now: seconds since 1970 UTC.
  package init(
    pool: ConnectionPool, audiences: Set<String>, now: @escaping @Sendable () -> Int64
  ) {
    self.pool = pool
    self.audiences = audiences
    self.now = now
  }

  /// The client, if its credentials are right and it may have tokens.
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
    "The client is unknown or its credentials are wrong.")

  /// The signature first: nobody but the client uses up its assertions' ids.
  private func check(
    _ assertion: ClientAssertion, jwks: String
  ) async throws(TokenRefusal) {
    do throws(AssertionFault) {
      try await assertion.verify(jwks: jwks, audiences: audiences, now: now())
    } catch {
      // Which of them it is would tell strangers which clients exist.
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
        "The client_assertion was used before, or has expired. Make a new one with its own jti.")
    }
  }
}
