package import Postgres
package import Scheduling

/// OAuth clients. The token endpoint finds a client by its id alone, before it knows the owner, so
/// ids are unique in the installation.
package enum ClientRepository {
  /// A client to be created.
  package struct New: Sendable {
    /// The id by which the client will authenticate.
    package let id: String
    /// A display name.
    package let name: String
    /// The scopes that the client may request, by their names in tokens.
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

  /// The credentials of a client that may get tokens; nil if it does not exist or is revoked, or if
  /// its account is inactive.
  package static func credentials(
    of client: String, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> ClientCredentials? {
    try connection.first(ClientStatements.credentials, client)
  }

  /// Creates a client of an account, or of the installation if `account` is nil.
  ///
  /// - Returns: false if the id is taken.
  package static func create(
    _ client: New, account: AccountID?, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> Bool {
    try connection.execute(
      ClientStatements.create, .init(account: account, client: client)) == 1
  }

  /// The clients of an account, or of the installation if `account` is nil, by id.
  ///
  /// - Parameter after: the id before the first client of the page; empty for the beginning.
  package static func list(
    account: AccountID?, after: String, limit: Int, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> [Client] {
    try connection.query(ClientStatements.list, account, after, Int64(limit))
  }

  /// One client of an account, or of the installation if `account` is nil.
  package static func find(
    _ client: String, account: AccountID?, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> Client? {
    try connection.first(ClientStatements.find, account, client)
  }

  /// Revokes a client: it gets no more tokens.
  ///
  /// - Returns: false if the account has no such client, or if it was revoked before.
  package static func revoke(
    _ client: String, account: AccountID?, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> Bool {
    try connection.execute(ClientStatements.revoke, account, client) == 1
  }

  /// Gives a client a new secret.
  ///
  /// - Parameter grace: the time for which the old secret stays valid, in whole seconds.
  /// - Returns: false if the account has no such client, or if the client is revoked or has keys.
  package static func rotateSecret(
    of client: String, account: AccountID?, to hash: [UInt8], grace: Duration,
    on connection: isolated PostgresConnection
  ) throws(PostgresError) -> Bool {
    try connection.execute(
      ClientStatements.rotateSecret, account, client, PostgresBytes(hash),
      Int32(clamping: grace.components.seconds)) == 1
  }
}
