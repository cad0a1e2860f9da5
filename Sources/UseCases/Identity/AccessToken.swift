package import Scheduling

/// What a verified access token says about its holder.
package struct AccessToken: Sendable, Equatable {
  /// For whom the holder acts.
  package let subject: Owner
  /// The scopes of this service that were granted and go with the subject; others are left out.
  package let scopes: Set<Scope>
  /// The OAuth client the token was issued to, the claim `client_id` (RFC 9068 section 2.2), or where
  /// an issuer leaves it out `sub` (RFC 7519 section 4.1.2).
  package let clientID: String?
  /// The last whole second before the token expires, in seconds since 1970 UTC.
  package let expiresAt: Int64

  package init(subject: Owner, scopes: Set<Scope>, clientID: String?, expiresAt: Int64) {
    self.subject = subject
    self.scopes = scopes
    self.clientID = clientID
    self.expiresAt = expiresAt
  }

  /// The account, where the holder acts for one.
  package var account: AccountName? { subject.account }
}
