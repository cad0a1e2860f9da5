/// What a token must say beyond being signed.
package struct TokenPolicy: Sendable {
  /// The accepted values of `iss`; empty accepts any, also none.
  package var issuers: Set<String>
  /// Where any `iss` is accepted, those that are not: they have keys of their own.
  package var otherIssuers: Set<String> = []
  /// The accepted values of `aud`, of which a token must have one; empty accepts any, also none.
  package var audiences: Set<String>
  /// The values of `iss` whose tokens may administer the installation; nil for all that are accepted.
  package var adminIssuers: Set<String>?
  /// How long a token may live, in seconds; nil for any time. By `exp` and `iat`, and a token without
  /// `iat` by `exp` and the clock.
  package var longestLifetime: Int64?
  /// How far the issuer's clock may be off, in seconds: 0 to 60 (RFC 7519 section 4.1.4).
  package var leeway: Int64
  /// The claim that holds the account.
  package var accountClaim: String
  /// The claims that hold scopes; what they name together is granted.
  package var scopeClaims: [String]
  /// What some issuers put before the names of scopes, such as `wfm/`; with and without it they count.
  package var scopePrefix: String

  package init(
    issuers: Set<String> = [], audiences: Set<String> = [], leeway: Int64 = 30,
    accountClaim: String = "account_id", scopeClaims: [String] = Self.usualScopeClaims,
    scopePrefix: String = "", adminIssuers: Set<String>? = nil, longestLifetime: Int64? = nil
  ) {
    self.issuers = issuers
    self.audiences = audiences
    self.leeway = leeway
    self.accountClaim = accountClaim
    self.scopeClaims = scopeClaims
    self.scopePrefix = scopePrefix
    self.adminIssuers = adminIssuers
    self.longestLifetime = longestLifetime
  }

  /// The claim of RFC 8693 section 4.2, and those that some issuers write instead.
  package static let usualScopeClaims = ["scope", "scp", "scopes"]

  /// Whether a token with this `iss` may be from here.
  func accepts(issuer: String?) -> Bool {
    guard let issuer else { return issuers.isEmpty }
    if issuers.isEmpty { return !Self.contains(issuer, in: otherIssuers) }
    return Self.contains(issuer, in: issuers)
  }

  /// Whether a token with this `iss` may speak for the installation.
  func mayAdminister(issuer: String?) -> Bool {
    guard let adminIssuers else { return true }
    return issuer.map { Self.contains($0, in: adminIssuers) } ?? false
  }

  func accepts(audience: String) -> Bool { Self.contains(audience, in: audiences) }

  /// Byte by byte, as RFC 7519 section 7.3 wants; String would let equivalent spellings through.
  private static func contains(_ text: String, in accepted: Set<String>) -> Bool {
    accepted.contains { $0.utf8.elementsEqual(text.utf8) }
  }

  /// The range of `leeway`, in seconds.
  package static let leeways: ClosedRange<Int64> = 0...60
}
