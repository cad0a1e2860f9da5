/// The rules for the claims of a signed token.
package struct TokenPolicy: Sendable {
  /// The accepted values of `iss`. If empty, any `iss` and tokens without `iss` are accepted.
  package var issuers: Set<String>
  /// Exceptions if any `iss` is accepted: the issuers that have their own keys.
  package var otherIssuers: Set<String> = []
  /// The accepted values of `aud`, of which a token must have one. If empty, any `aud` and tokens
  /// without `aud` are accepted.
  package var audiences: Set<String>
  /// The values of `iss` whose tokens may administer the installation; nil for all accepted
  /// issuers.
  package var adminIssuers: Set<String>?
  /// The maximum lifetime of a token in seconds; nil for no limit. It is measured from `iat` to
  /// `exp`. For a token without `iat`, it is measured from now.
  package var longestLifetime: Int64?
  /// How far the issuer's clock may be off, in seconds: 0 to 60 (RFC 7519 section 4.1.4).
  package var leeway: Int64
  /// The claim that holds the account.
  package var accountClaim: String
  /// The claims that have scopes. The union of their scopes is granted.
  package var scopeClaims: [String]
  /// A prefix that some issuers put before scope names, such as `wfm/`. Scopes are accepted with
  /// and without the prefix.
  package var scopePrefix: String

  /// - Parameters: see the properties of the same names.
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

  /// The claim of RFC 8693 section 4.2, and the names that some issuers use instead.
  package static let usualScopeClaims = ["scope", "scp", "scopes"]

  /// Whether the policy accepts a token with this `iss`.
  func accepts(issuer: String?) -> Bool {
    guard let issuer else { return issuers.isEmpty }
    if issuers.isEmpty { return !Self.contains(issuer, in: otherIssuers) }
    return Self.contains(issuer, in: issuers)
  }

  /// Whether a token with this `iss` may act for the installation.
  func mayAdminister(issuer: String?) -> Bool {
    guard let adminIssuers else { return true }
    return issuer.map { Self.contains($0, in: adminIssuers) } ?? false
  }

  func accepts(audience: String) -> Bool { Self.contains(audience, in: audiences) }

  /// Compares byte by byte, as RFC 7519 section 7.3 requires. String would accept canonically
  /// equivalent text.
  private static func contains(_ text: String, in accepted: Set<String>) -> Bool {
    accepted.contains { $0.utf8.elementsEqual(text.utf8) }
  }

  /// The range of `leeway`, in seconds.
  package static let leeways: ClosedRange<Int64> = 0...60
}
