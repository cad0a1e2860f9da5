/// An OAuth client as shown in lists, without secrets.
package struct Client: Sendable, Equatable {
  /// The id by which the client authenticates; unique in the installation.
  package let id: String
  /// A display name.
  package let name: String
  /// The scopes that the client may request, by their names in tokens.
  package let scopes: [String]
  /// Whether the client authenticates with a secret.
  package let hasSecret: Bool
  /// Whether the client authenticates with assertions that it signs with its own keys.
  package let hasKeys: Bool
  /// When the client was created, by the database's clock.
  package let createdAt: Instant
  /// When the client was revoked; nil if it was not.
  package let revokedAt: Instant?

  /// A client as stored in the database.
  package init(
    id: String, name: String, scopes: [String], hasSecret: Bool, hasKeys: Bool,
    createdAt: Instant, revokedAt: Instant?
  ) {
    self.id = id
    self.name = name
    self.scopes = scopes
    self.hasSecret = hasSecret
    self.hasKeys = hasKeys
    self.createdAt = createdAt
    self.revokedAt = revokedAt
  }
}
