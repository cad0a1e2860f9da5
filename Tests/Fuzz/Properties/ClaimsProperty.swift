import Identity
import Scheduling
import WireText

enum ClaimsProperty {
  private static let open = TokenPolicy()
  private static let strict = TokenPolicy(issuers: ["https://id.example"], audiences: ["wfm"])

  /// Accepted claims contain the values that were read from them. Scopes require a subject. Claims
  /// expire. A stricter policy accepts no more.
  static func check(_ input: [UInt8]) throws(Broken) {
    let object = try? JSONScanner.object(input)
    guard let claims = try? TokenClaims(payload: input, policy: open) else {
      let isAccepted = (try? TokenClaims(payload: input, policy: strict)) != nil
      return try hold(!isAccepted, "the stricter policy accepts \(input.shown)")
    }
    guard let object else { throw Broken(description: "claims that are no JSON object") }
    try checkContent(claims, object)
    let last = claims.token.expiresAt + open.leeway + 1
    try hold((try? claims.check(now: last)) == nil, "\(input.shown) does not expire at \(last)")

    guard let strictly = try? TokenClaims(payload: input, policy: strict) else { return }
    try hold(strictly.token == claims.token, "the stricter policy reads another token")
    let audience = object["aud"]
    try hold(
      object["iss"] == .string("https://id.example")
        && (audience == .string("wfm") || audience?.array?.contains(.string("wfm")) == true),
      "the origin of \(input.shown) is accepted")
  }

  private static func checkContent(
    _ claims: TokenClaims, _ object: JSONObject
  ) throws(Broken) {
    let token = claims.token
    try hold(object["exp"]?.number.map { Int64($0) } == token.expiresAt, "exp is read wrongly")
    switch token.subject {
    case .account(let account):
      let given = object["account_id"]?.string
      try hold(given.map { Array($0.utf8) } == Array(account.text.utf8), "another account is read")
      try hold(AccountName.isValid(account.text), "the account is none")
      try hold(token.scopes.isSubset(of: Scope.ofAccounts), "an account administers")
    case .installation:
      try hold(object["account_id"] == nil, "an account is passed over")
      try hold(token.scopes == Scope.ofInstallation, "the installation has other scopes")
    }
  }
}
