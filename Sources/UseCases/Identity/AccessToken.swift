/// What a verified access token says about its holder.
package struct AccessToken: Sendable, Equatable {
  /// For whom the holder acts: one account, or the whole installation; never both.
  package enum Subject: Sendable, Equatable {
    /// An account by its external id: 1 to 128 bytes of UTF-8 without control characters.
    case account(String)
    /// The installation's operator, who administers accounts and belongs to none.
    case installation

    /// The account, where it is one.
    package var account: String? { if case .account(let account) = self { account } else { nil } }
  }

  package let subject: Subject
  /// The scopes of this service that were granted and go with the subject; others are left out.
  package let scopes: Set<Scope>
  /// The OAuth client the token was issued to, the claim `client_id` (RFC 9068 section 2.2), or where
  /// an issuer leaves it out `sub` (RFC 7519 section 4.1.2).
  package let clientID: String?
  /// The last whole second before the token expires, in seconds since 1970 UTC.
  package let expiresAt: Int64

  package init(subject: Subject, scopes: Set<Scope>, clientID: String?, expiresAt: Int64) {
    self.subject = subject
    self.scopes = scopes
    self.clientID = clientID
    self.expiresAt = expiresAt
  }

  /// The account, where the holder acts for one.
  package var account: String? { subject.account }

  /// The longest account, in bytes of UTF-8.
  package static let longestAccount = 128

  /// Whether `account` can name an account. One rule for issuing and verifying, so that a token
  /// issued here is never refused here.
  package static func isValid(account: String) -> Bool {
    (1...longestAccount).contains(account.utf8.count)
      && account.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
  }
}
