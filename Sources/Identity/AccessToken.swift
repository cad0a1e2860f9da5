/// What a verified access token says about its holder.
package struct AccessToken: Sendable, Equatable {
  /// The account the holder acts for: 1 to 128 bytes of UTF-8 without control characters.
  package let account: String
  /// The scopes of this service that were granted; unknown ones are left out.
  package let scopes: Set<Scope>
  /// The OAuth client the token was issued to, the claim `client_id` (RFC 9068 section 2.2).
  package let clientID: String?
  /// The claim `sub` (RFC 7519 section 4.1.2).
  package let subject: String?
  /// The last whole second before the token expires, in seconds since 1970 UTC.
  package let expiresAt: Int64

  package init(
    account: String, scopes: Set<Scope>, clientID: String?, subject: String?, expiresAt: Int64
  ) {
    self.account = account
    self.scopes = scopes
    self.clientID = clientID
    self.subject = subject
    self.expiresAt = expiresAt
  }

  /// The longest account, in bytes of UTF-8.
  package static let longestAccount = 128

  /// Whether `account` can name an account. One rule for issuing and verifying, so that a token
  /// issued here is never refused here.
  package static func isValid(account: String) -> Bool {
    (1...longestAccount).contains(account.utf8.count)
      && account.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
  }
}
