import Identity
import Scheduling
import Testing

@Suite("The scopes of a token", .timeLimit(.minutes(5)))
struct ScopeTests {
  private func scopes(_ claims: [(String, String)]) async throws -> Set<Scope>? {
    var members = Members.claims
    for (name, value) in claims { members = members.adding(name, value) }
    return try await Gate().scopes(try Compact.token(claims: members))
  }

  @Test(
    arguments: [
      (#""wfm-public:write""#, [.write]),
      (#""wfm-public:write wfm-public:read""#, [.write, .read]),
      (#""wfm-public:read wfm-public:read""#, [.read]), (#""  wfm-public:read  ""#, [.read]),
      (#""openid profile wfm-public:read offline_access""#, [.read]),
      (#""""#, []), (#"" ""#, []),
    ] as [(String, Set<Scope>)])
  func `scope is a string of words`(value: String, expected: Set<Scope>) async throws {
    #expect(try await scopes([("scope", value)]) == expected)
  }

  @Test(arguments: ["scp", "scopes"])
  func `scp and scopes are lists or strings`(name: String) async throws {
    for (value, expected) in [
      (#"["wfm-public:write","wfm-public:read"]"#, [.write, .read]),
      (#""wfm-public:write wfm-public:read""#, [.write, .read]), ("[]", []),
      (#"["openid","wfm-public:read"]"#, [.read]),
      // An element of a list is one scope, not several words.
      (#"["wfm-public:write wfm-public:read"]"#, []),
    ] as [(String, Set<Scope>)] {
      #expect(try await scopes([(name, value)]) == expected, "\(value)")
    }
  }

  @Test func `the three claims add up`() async throws {
    let union = try await scopes([
      ("scope", #""openid""#), ("scp", #"["wfm-public:read"]"#),
      ("scopes", #""wfm-public:write""#),
    ])
    #expect(union == [.write, .read])
  }

  @Test func `a token of an account never administers, with any scopes`() async throws {
    #expect(try await scopes([("scope", #""wfm-admin""#)]) == [])
    #expect(try await scopes([("scope", #""wfm-admin wfm-public:read""#)]) == [.read])
  }

  @Test func `a token without an account administers, and does nothing else`() async throws {
    let claims = Members.claims.with("account_id", nil)
      .adding("scope", #""wfm-admin wfm-public:read""#)
    let token = try await Gate().outcome(try Compact.token(claims: claims)).get()
    #expect(token.subject == .installation)
    #expect(token.account == nil)
    #expect(token.scopes == [.admin])
  }

  @Test func `a token without scopes grants none`() async throws {
    #expect(try await scopes([]) == [])
  }

  @Test(arguments: [
    "wfm-public", "wfm-public:", "wfm-public:write:all", "WFM-PUBLIC:WRITE", "wfm-public:writ",
    "wfm-public:write,wfm-public:read", "wfm-public:*", "*", "wfm-public:write\\n",
    "wfm-public:write\\u0000", "wfm-public\\u200B:write", "public:write", "admin",
    "wfm-public/write",
    "wfm-public:write\\u0009wfm-public:read", "wfm-public:write;wfm-public:read",
    "\\uFEFFwfm-admin",
  ])
  func `a word that is not a scope of this service to the letter grants nothing`(
    word: String
  ) async throws {
    for (name, value) in [
      ("scope", "\"\(word)\""), ("scp", "[\"\(word)\"]"), ("scopes", "\"x \(word) y\""),
    ] {
      #expect(try await scopes([(name, value)]) == [])
    }
  }

  @Test(arguments: [
    ("scope", #"["wfm-public:write"]"#), ("scope", "1"), ("scope", "null"), ("scope", "true"),
    ("scope", "{}"), ("scp", "1"), ("scp", "null"), ("scp", #"{"wfm-admin":true}"#),
    ("scp", #"["wfm-admin",1]"#), ("scopes", "false"), ("scopes", #"[["wfm-admin"]]"#),
    ("scopes", #"[null]"#),
  ])
  func `scopes of another type are rejected`(name: String, value: String) async throws {
    let token = try Compact.token(claims: .claims.adding(name, value))
    #expect(try await Gate().fault(token) == .claimMalformed(name))
  }
}
