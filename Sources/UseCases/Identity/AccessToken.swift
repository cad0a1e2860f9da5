package import Scheduling

/// The contents of a verified access token.
package struct AccessToken: Sendable, Equatable {
  /// The party that the holder acts for: one account or the whole installation, never both.
  package let subject: Owner
  /// The granted scopes of this service that suit the subject. Other scopes are left out.
  package let scopes: Set<Scope>
  /// The OAuth client that the token was issued to: the claim `client_id` (RFC 9068 section 2.2),
  /// or `sub` (RFC 7519 section 4.1.2) if the issuer leaves out `client_id`.
  package let clientID: String?
  /// The last whole second before the token expires, in seconds since 1970 UTC.
  package let expiresAt: Int64

  /// - Parameters: see the properties of the same names.
  package init(subject: Owner, scopes: Set<Scope>, clientID: String?, expiresAt: Int64) {
    self.subject = subject
    self.scopes = scopes
    self.clientID = clientID
    self.expiresAt = expiresAt
  }

  /// The account; nil if the holder acts for the installation.
  package var account: AccountName? { subject.account }
}
