/// What a token must say beyond being signed.
package struct TokenPolicy: Sendable {
  /// The accepted values of `iss`; empty accepts any, also none.
  package var issuers: Set<String>
  /// The accepted values of `aud`, of which a token must have one; empty accepts any, also none.
  package var audiences: Set<String>
  /// How far the issuer's clock may be off, in seconds: 0 to 60 (RFC 7519 section 4.1.4).
  package var leeway: Int64
  /// The claim that holds the account.
  package var accountClaim: String

  package init(
    issuers: Set<String> = [], audiences: Set<String> = [], leeway: Int64 = 30,
    accountClaim: String = "account_id"
  ) {
    self.issuers = issuers
    self.audiences = audiences
    self.leeway = leeway
    self.accountClaim = accountClaim
  }

  /// The range of `leeway`, in seconds.
  package static let leeways: ClosedRange<Int64> = 0...60
}
