/// The claims of a token whose signature is valid, read by a policy. Everything but the clock is
/// checked here once; `check(now:leeway:)` is asked at every use.
struct TokenClaims: Sendable {
  /// The last second of the year 9999: the latest `exp`.
  static let latestExpiry = 253_402_300_799.0

  let token: AccessToken
  /// `exp`, seconds since 1970 UTC, fractions kept (RFC 7519 section 2, NumericDate).
  let expires: Double
  /// `nbf`, likewise.
  let notBefore: Double?

  init(payload: [UInt8], policy: TokenPolicy) throws(TokenFault) {
    guard let claims = try? JSONScanner.object(payload) else { throw .claimsMalformed }
    guard let expires = try Self.number("exp", of: claims) else { throw .claimMissing("exp") }
    guard (0...Self.latestExpiry).contains(expires) else { throw .claimMalformed("exp") }
    self.expires = expires
    notBefore = try Self.number("nbf", of: claims)
    _ = try Self.number("iat", of: claims)
    try Self.checkOrigin(of: claims, policy: policy)

    guard let account = try Self.string(policy.accountClaim, of: claims) else {
      throw .claimMissing(policy.accountClaim)
    }
    guard AccessToken.isValid(account: account) else {
      throw .claimMalformed(policy.accountClaim)
    }
    token = AccessToken(
      account: account, scopes: try Self.scopes(of: claims),
      clientID: try Self.string("client_id", of: claims),
      subject: try Self.string("sub", of: claims), expiresAt: Int64(expires))
  }

  /// Compares the claims with the clock, in seconds since 1970 UTC.
  func check(now: Int64, leeway: Int64) throws(TokenFault) {
    guard expires > Double(now - leeway) else { throw .expired }
    if let notBefore, notBefore > Double(now + leeway) { throw .notYetValid }
  }

  /// `iss` and `aud` against the policy (RFC 7519 sections 4.1.1 and 4.1.3).
  private static func checkOrigin(of claims: JSONObject, policy: TokenPolicy) throws(TokenFault) {
    let issuer = try string("iss", of: claims)
    if !policy.issuers.isEmpty {
      guard let issuer else { throw .claimMissing("iss") }
      guard contains(issuer, in: policy.issuers) else { throw .otherIssuer }
    }
    let audiences = try strings("aud", of: claims) { [$0] }
    if !policy.audiences.isEmpty {
      guard !audiences.isEmpty else { throw .claimMissing("aud") }
      guard audiences.contains(where: { contains($0, in: policy.audiences) }) else {
        throw .otherAudience
      }
    }
  }

  /// The union of `scope` (RFC 8693 section 4.2) and of `scp` and `scopes`, which some issuers write
  /// instead, as a list or in one string.
  private static func scopes(of claims: JSONObject) throws(TokenFault) -> Set<Scope> {
    let words = { (text: String) in text.split(separator: " ").map(String.init) }
    if let scope = claims["scope"], scope.string == nil { throw .claimMalformed("scope") }
    var names = try strings("scope", of: claims, fromString: words)
    names += try strings("scp", of: claims, fromString: words)
    names += try strings("scopes", of: claims, fromString: words)
    return Set(names.compactMap(Scope.init(rawValue:)))
  }

  /// Byte by byte, as RFC 7519 section 7.3 wants; String would let equivalent spellings through.
  private static func contains(_ text: String, in accepted: Set<String>) -> Bool {
    accepted.contains { $0.utf8.elementsEqual(text.utf8) }
  }

  private static func number(_ name: String, of claims: JSONObject) throws(TokenFault) -> Double? {
    guard let value = claims[name] else { return nil }
    guard let number = value.number else { throw .claimMalformed(name) }
    return number
  }

  private static func string(_ name: String, of claims: JSONObject) throws(TokenFault) -> String? {
    guard let value = claims[name] else { return nil }
    guard let string = value.string else { throw .claimMalformed(name) }
    return string
  }

  /// A claim that is a list of strings, or a string that stands for such a list; absent is empty.
  private static func strings(
    _ name: String, of claims: JSONObject, fromString: (String) -> [String]
  ) throws(TokenFault) -> [String] {
    switch claims[name] {
    case nil: return []
    case .string(let text): return fromString(text)
    case .array(let elements):
      let strings = elements.compactMap(\.string)
      guard strings.count == elements.count else { throw .claimMalformed(name) }
      return strings
    default: throw .claimMalformed(name)
    }
  }
}
