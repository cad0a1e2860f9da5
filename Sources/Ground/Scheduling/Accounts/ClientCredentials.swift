/// The stored values against which the token endpoint checks a client.
package struct ClientCredentials: Sendable, Equatable {
  /// The owner. The client's tokens act for it.
  package let owner: Owner
  /// The scopes that the client may request, by their names in tokens.
  package let scopes: [String]
  /// SHA-256 of each valid secret, at most two; empty for a client with keys.
  package let secretHashes: [[UInt8]]
  /// A JWK Set of the client's public keys; nil for a client with a secret.
  package let jwks: String?

  /// Credentials as stored in the database.
  package init(owner: Owner, scopes: [String], secretHashes: [[UInt8]], jwks: String?) {
    self.owner = owner
    self.scopes = scopes
    self.secretHashes = secretHashes
    self.jwks = jwks
  }
}
