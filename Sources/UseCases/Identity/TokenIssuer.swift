import Crypto
package import Scheduling
import WireText

/// Issues access tokens in the shape of RFC 9068, for installations without an authorization server
/// and for tests.
package struct TokenIssuer: Sendable {
  /// How long a token may live, in seconds: up to a year of 365 days.
  package static let lifetimes: ClosedRange<Int64> = 1...31_536_000

  /// The claims that the issuer fills itself, and that cannot hold the account. `sub` can.
  private static let ownClaims: Set<String> = [
    "iss", "aud", "exp", "nbf", "iat", "jti", "scope", "client_id",
  ]

  private let key: SigningKey
  /// The header, which is the same for all tokens, as it stands in them.
  private let header: String
  private let accountClaim: String
  private let issuer: String?
  private let audience: String?

  /// - Parameter accountClaim: the claim that will hold the account; `TokenPolicy.accountClaim`.
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
  /// - Parameters: as for a token of any subject.
  package func issue(
    account: AccountName, scopes: [Scope], clientID: String, lifetime: Int64, now: Int64
  ) async throws(IssueFault) -> String {
    try issue(
      for: .account(account), scopes: scopes, clientID: clientID, lifetime: lifetime, now: now)
  }

  /// A signed token.
  ///
  /// - Parameters:
  ///   - clientID: a text that is valid by `AccountName.isValid`; it is also the `sub` (RFC 9068 section 2.2).
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

/// Why a token is not issued. For the operator.
package enum IssueFault: Error, Equatable, CustomStringConvertible {
  case clientID, lifetime(Int64), accountClaim, clock, signing

  package var description: String {
    switch self {
    case .clientID:
      "The client id must have \(AccountName.rule)."
    case .lifetime(let seconds):
      "The lifetime is \(seconds) s; it must be \(TokenIssuer.lifetimes.lowerBound) to "
        + "\(TokenIssuer.lifetimes.upperBound) s."
    case .accountClaim:
      "The claim for the account is empty, or is one that a token uses for something else."
    case .clock: "The time is not within the years 1970 to 9999."
    case .signing: "The token could not be signed."
    }
  }
}
