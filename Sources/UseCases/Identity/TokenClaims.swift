import Scheduling
import WireText

/// The claims of a token with a valid signature, read by a policy.
///
/// The initialiser checks everything except the time; each use calls `check(now:)`.
package struct TokenClaims: Sendable {
  /// The last second of the year 9999: the latest `exp`.
  static let latestExpiry = 253_402_300_799.0

  /// The contents of the token.
  package let token: AccessToken
  /// `exp`, seconds since 1970 UTC, fractions kept (RFC 7519 section 2, NumericDate).
  let expires: Double
  /// `nbf`, seconds since 1970 UTC, fractions kept.
  let notBefore: Double?
  /// The leeway for clocks, in seconds.
  private let leeway: Int64
  private let longestLifetime: Int64?

  /// Reads the claims and checks them against the policy.
  package init(payload: [UInt8], policy: TokenPolicy) throws(TokenFault) {
    guard let claims = try? JSONScanner.object(payload) else { throw .claimsMalformed }
    guard let expires = try Self.number("exp", of: claims) else { throw .claimMissing("exp") }
    guard (0...Self.latestExpiry).contains(expires) else { throw .claimMalformed("exp") }
    self.expires = expires
    leeway = policy.leeway
    longestLifetime = policy.longestLifetime
    notBefore = try Self.number("nbf", of: claims)
    let issuedAt = try Self.number("iat", of: claims)
    try Self.checkOrigin(of: claims, policy: policy)
    if let longestLifetime, let issuedAt, expires - issuedAt > Double(longestLifetime) {
      throw .livesTooLong(longestLifetime)
    }

    let (subject, scopes) = try Self.authority(of: claims, policy: policy)
    let client = try Self.name("client_id", of: claims)
    let holder = try Self.name("sub", of: claims)
    token = AccessToken(
      subject: subject, scopes: scopes, clientID: client ?? holder, expiresAt: Int64(expires))
  }

  /// The party that the token acts for, and its scopes. A token with an account can never
  /// administer, and a token without one can only administer.
  private static func authority(
    of claims: JSONObject, policy: TokenPolicy
  ) throws(TokenFault) -> (Owner, Set<Scope>) {
    let scopes = try scopes(of: claims, policy: policy)
    guard let text = try string(policy.accountClaim, of: claims) else {
      guard scopes.contains(.admin) else { throw .claimMissing(policy.accountClaim) }
      guard policy.mayAdminister(issuer: try string("iss", of: claims)) else {
        throw .issuerMayNotAdminister
      }
      return (.installation, scopes.intersection(Scope.ofInstallation))
    }
    guard let account = AccountName(text) else {
      throw .claimMalformed(policy.accountClaim)
    }
    return (.account(account), scopes.intersection(Scope.ofAccounts))
  }

  /// Compares the claims with the clock, in seconds since 1970 UTC.
  package func check(now: Int64) throws(TokenFault) {
    guard expires > Double(now - leeway) else { throw .expired }
    if let notBefore, notBefore > Double(now + leeway) { throw .notYetValid }
    if let longestLifetime, expires > Double(now + longestLifetime + leeway) {
      throw .livesTooLong(longestLifetime)
    }
  }

  /// `iss` and `aud` against the policy (RFC 7519 sections 4.1.1 and 4.1.3).
  private static func checkOrigin(of claims: JSONObject, policy: TokenPolicy) throws(TokenFault) {
    let issuer = try string("iss", of: claims)
    if !policy.accepts(issuer: issuer) {
      throw issuer == nil ? .claimMissing("iss") : .otherIssuer
    }
    let audiences = try strings("aud", of: claims) { [$0] }
    if !policy.audiences.isEmpty {
      guard !audiences.isEmpty else { throw .claimMissing("aud") }
      guard audiences.contains(where: policy.accepts(audience:)) else {
        throw .otherAudience
      }
    }
  }

  /// The union of the claims that contain scopes. Each is a list or one string with blanks; `scope`
  /// is always one string (RFC 8693 section 4.2).
  private static func scopes(
    of claims: JSONObject, policy: TokenPolicy
  ) throws(TokenFault) -> Set<Scope> {
    var words: [String] = []
    for name in policy.scopeClaims {
      if name == "scope", let scope = claims[name], scope.string == nil {
        throw .claimMalformed(name)
      }
      words += try strings(name, of: claims) { $0.split(separator: " ").map(String.init) }
    }
    let prefix = policy.scopePrefix
    return Set(
      words.compactMap { word in
        Scope(rawValue: word.hasPrefix(prefix) ? String(word.dropFirst(prefix.count)) : word)
      })
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

  /// A string that the audit and the database can store. NUL is impossible there, and other control
  /// characters are not needed in names.
  private static func name(_ name: String, of claims: JSONObject) throws(TokenFault) -> String? {
    let text = try string(name, of: claims)
    guard text?.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) ?? true
    else { throw .claimMalformed(name) }
    return text
  }

  /// A claim that is a list of strings or a single string; empty if absent.
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
