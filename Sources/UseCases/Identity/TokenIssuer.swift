import Crypto
package import Scheduling
import WireText

/// Issues access tokens as RFC 9068 defines them.
package struct TokenIssuer: Sendable {
  /// The range of a token's lifetime, in seconds: up to 365 days.
  package static let lifetimes: ClosedRange<Int64> = 1...31_536_000

  /// The claims that the issuer sets itself. None of them can hold the account. `sub` can.
  private static let ownClaims: Set<String> = [
    "iss", "aud", "exp", "nbf", "iat", "jti", "scope", "client_id",
  ]

  private let key: SigningKey
  /// The encoded header, which is equal in all tokens.
  private let header: String
  private let accountClaim: String
  private let issuer: String?
  private let audience: String?

  /// - Parameters:
  ///   - key: signs the tokens.
  ///   - accountClaim: the claim that holds the account, as `TokenPolicy.accountClaim`.
  ///   - issuer: the `iss`; nil for tokens without `iss`.
  ///   - audience: the `aud`; nil for tokens without `aud`.
  package init(
    key: SigningKey, accountClaim: String = "account_id", issuer: String? = nil,
    audience: String? = nil
  ) {
    self.key = key
    self.accountClaim = accountClaim
    self.issuer = issuer
    self.audience = audience
    let header: JSONObject = [
      "alg": .string("ES256"), "kid": .string(key.keyID), "typ": .string("at+jwt"),
    ]
    self.header = Self.segment(header)
  }

  /// A signed token for an account.
  ///
  /// - Parameters: see the other `issue`.
  package func issue(
    account: AccountName, scopes: [Scope], clientID: String, lifetime: Int64, now: Int64
  ) async throws(IssueFault) -> String {
    try issue(
      for: .account(account), scopes: scopes, clientID: clientID, lifetime: lifetime, now: now)
  }

  /// A signed token.
  ///
  /// - Parameters:
  ///   - subject: an account, or the installation.
  ///   - clientID: a text that `AccountName.isValid` accepts; also the `sub` (RFC 9068 section
  ///     2.2).
  ///   - lifetime: seconds, within `lifetimes`.
  ///   - now: seconds since 1970 UTC.
  package func issue(
    for subject: Owner, scopes: some Sequence<Scope>, clientID: String,
    lifetime: Int64, now: Int64
  ) throws(IssueFault) -> String {
    guard AccountName.isValid(clientID) else { throw .clientID }
    guard Self.lifetimes.contains(lifetime) else { throw .lifetime(lifetime) }
    guard !accountClaim.isEmpty, !Self.ownClaims.contains(accountClaim) else {
      throw .accountClaim
    }
    guard now >= 0, Double(now) + Double(lifetime) <= TokenClaims.latestExpiry else {
      throw .clock
    }

    var claims: JSONObject = [
      "exp": .integer(Int(now + lifetime)), "iat": .integer(Int(now)),
      "jti": .string(Base64URL.encode((0..<16).map { _ in UInt8.random(in: .min ... .max) })),
      "sub": .string(clientID), "client_id": .string(clientID), "scope": .string(scopes.scopeText),
    ]
    claims["iss"] = issuer.map(JSONValue.string)
    claims["aud"] = audience.map(JSONValue.string)
    if let account = subject.account { claims[accountClaim] = .string(account.text) }
    return try sign(claims)
  }

  private static func segment(_ members: JSONObject) -> String {
    Base64URL.encode(JSONValue.object(members).text().utf8)
  }

  private func sign(_ claims: JSONObject) throws(IssueFault) -> String {
    do {
      let signed = "\(header).\(Self.segment(claims))"
      let signature = try key.privateKey.signature(for: Array(signed.utf8))
      return "\(signed).\(Base64URL.encode(signature.rawRepresentation))"
    } catch {
      throw .signing
    }
  }
}
