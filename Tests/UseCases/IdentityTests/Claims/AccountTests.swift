import Identity
import Testing

@Suite("The account of a token", .timeLimit(.minutes(5)))
struct AccountTests {
  private func gate(_ claim: String = "account_id") async throws -> Gate {
    try await Gate(policy: TokenPolicy(leeway: 0, accountClaim: claim))
  }

  @Test(arguments: [
    "acme", "a", "0", " ", "Zoë & Söhne", "日本", "🙂", "../..", "a'; DROP TABLE accounts; --",
    "e\u{301}", "\u{200B}", "\u{FFFD}", "%00", "a b",
  ])
  func `an account of any characters except controls is returned unchanged`(
    account: String
  ) async throws {
    let escaped = account.utf16.map { unit in
      let digits = String(unit, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }.joined()
    for spelling in [account, escaped] {
      let token = try Compact.token(claims: .claims.with("account_id", "\"\(spelling)\""))
      let read = try #require(await gate().account(token))
      #expect(Array(read.utf8) == Array(account.utf8))
    }
  }

  @Test func `an account has at most 128 bytes of UTF-8`() async throws {
    for (account, isAccepted) in [
      (String(repeating: "a", count: 128), true), (String(repeating: "a", count: 129), false),
      (String(repeating: "é", count: 64), true), (String(repeating: "é", count: 65), false),
      (String(repeating: "🙂", count: 32), true), (String(repeating: "🙂", count: 33), false),
    ] {
      let token = try Compact.token(claims: .claims.with("account_id", "\"\(account)\""))
      let fault = try await gate().fault(token)
      #expect(fault == (isAccepted ? nil : .claimMalformed("account_id")))
    }
  }

  @Test(arguments: [
    "", "\\u0000", "acme\\u0000", "\\n", "acme\\r\\nX-Admin: 1", "\\t", "\\u001F", "\\u007F",
    "\\u0080", "\\u0085", "\\u009F",
  ])
  func `an empty account and one with a control character are rejected`(
    account: String
  ) async throws {
    let token = try Compact.token(claims: .claims.with("account_id", "\"\(account)\""))
    #expect(try await gate().fault(token) == .claimMalformed("account_id"))
  }

  @Test(arguments: ["1", "null", "true", #"["acme"]"#, #"{"id":"acme"}"#])
  func `an account that is not a string is rejected`(value: String) async throws {
    let token = try Compact.token(claims: .claims.with("account_id", value))
    #expect(try await gate().fault(token) == .claimMalformed("account_id"))
  }

  @Test func `a token without the account's claim is rejected, with any other claims`()
    async throws
  {
    let claims = Members.claims.with("account_id", nil)
    for claims in [
      claims, claims.adding("account", #""acme""#), claims.adding("ACCOUNT_ID", #""acme""#),
      claims.adding("sub", #""acme""#), claims.adding("account_id ", #""acme""#),
    ] {
      #expect(
        try await gate().fault(try Compact.token(claims: claims)) == .claimMissing("account_id"))
    }
  }

  @Test func `the claim that holds the account is the configured one`() async throws {
    let claims = Members.claims.adding("https://wfm.example/account", #""other""#)
      .adding("sub", #""holder""#)
    let token = try Compact.token(claims: claims)
    #expect(try await gate("https://wfm.example/account").account(token) == "other")
    #expect(try await gate("sub").account(token) == "holder")
    #expect(try await gate("tenant").fault(token) == .claimMissing("tenant"))
  }

  @Test func `an account claim without a name is a configuration error`() async throws {
    await #expect(throws: VerifierFault.accountClaim) { try await gate("") }
  }

  @Test(arguments: ["sub", "client_id"], ["1", "null", "true", "[]", "{}"])
  func `a sub or client_id that is not a string is rejected`(
    name: String, value: String
  ) async throws {
    let token = try Compact.token(claims: .claims.with(name, value))
    #expect(try await gate().fault(token) == .claimMalformed(name))
  }
}
