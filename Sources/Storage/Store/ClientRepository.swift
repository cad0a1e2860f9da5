package import Postgres
package import Scheduling

/// OAuth clients. They are looked up before it is known whose they are, so a client's id is unique in
/// the installation, and the look-up by id alone is the token endpoint's.
package enum ClientRepository {
  /// A client to be made.
  package struct New: Sendable {
    /// The id by which the client will authenticate.
    package let id: String
    /// A display name.
    package let name: String
    /// The scopes that it may request, by their names in tokens.
    package let scopes: [String]
    /// SHA-256 of its secret; nil for a client with keys.
    package let secretHash: [UInt8]?
    /// A JWK Set of its public keys; nil for a client with a secret.
    package let jwks: String?

    /// A client with either a secret or keys.
    package init(
      id: String, name: String, scopes: [String], secretHash: [UInt8]?, jwks: String?
    ) {
      self.id = id
      self.name = name
      self.scopes = scopes
      self.secretHash = secretHash
      self.jwks = jwks
    }
  }

  /// The credentials of a client that may ask for tokens; nil where there is none, it was revoked, or
  /// its account is deactivated.
  package static func credentials(
    of client: String, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> ClientCredentials? {
    try connection.first(ClientStatements.credentials, client)
  }

  /// Makes a client of an account, or with nil of the installation.
  ///
  /// - Returns: false where the id is taken.
  package static func create(
    _ client: New, account: AccountID?, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> Bool {
    try connection.execute(
      ClientStatements.create, .init(account: account, client: client)) == 1
  }

  /// Clients of an account, or with nil of the installation, by id.
  ///
  /// - Parameter after: the id before the first one wanted; empty for the beginning.
  package static func list(
    account: AccountID?, after: String, limit: Int, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> [Client] {
    try connection.query(ClientStatements.list, account, after, Int64(limit))
  }

  /// One client of an account, or with nil of the installation.
  package static func find(
    _ client: String, account: AccountID?, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> Client? {
    try connection.first(ClientStatements.find, account, client)
  }

  /// Ends a client: it gets no more tokens.
  ///
  /// - Returns: false where the account has no such client, or it was revoked before.
  package static func revoke(
    _ client: String, account: AccountID?, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> Bool {
    try connection.execute(ClientStatements.revoke, account, client) == 1
  }

  /// Gives a client a new secret.
  ///
  /// - Parameter grace: how long the secret before it still counts, in whole seconds.
  /// - Returns: false where the account has no such client, it was revoked, or it has keys in place
  ///   of a secret.
  package static func rotateSecret(
    of client: String, account: AccountID?, to hash: [UInt8], grace: Duration,
    on connection: isolated PostgresConnection
  ) throws(PostgresError) -> Bool {
    try connection.execute(
      ClientStatements.rotateSecret, account, client, PostgresBytes(hash),
      Int32(clamping: grace.components.seconds)) == 1
  }
}
