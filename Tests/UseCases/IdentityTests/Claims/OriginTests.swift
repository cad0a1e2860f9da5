import Identity
import Testing

@Suite("The issuer and the audience of a token", .timeLimit(.minutes(5)))
struct OriginTests {
  private static let policy = TokenPolicy(
    issuers: ["https://issuer.example", "https://clé.example"],
    audiences: ["https://wfm.example", "wfm"], leeway: 0)

  private static let claims = Members.claims.with("iss", #""https://issuer.example""#)
    .with("aud", #""wfm""#)

  private func fault(
    _ claims: Members, policy: TokenPolicy = policy
  ) async throws -> TokenFault? {
    try await Gate(policy: policy).fault(try Compact.token(claims: claims))
  }

  @Test func `a token of a configured issuer for a configured audience is accepted`() async throws {
    #expect(try await fault(Self.claims) == nil)
  }

  /// A token of the installation: without an account, with the admin scope.
  @Test(
    arguments: [
      (nil, #""https://issuer.example""#, nil), (nil, #""https://clé.example""#, nil),
      (["https://clé.example"], #""https://clé.example""#, nil),
      (["https://clé.example"], #""https://issuer.example""#, .issuerMayNotAdminister),
      (["https://cle\u{301}.example"], #""https://clé.example""#, .issuerMayNotAdminister),
      ([], #""https://issuer.example""#, .issuerMayNotAdminister),
    ] as [(Set<String>?, String, TokenFault?)])
  func `an issuer acts for the installation only if it is allowed`(
    administrators: Set<String>?, issuer: String, refusal: TokenFault?
  ) async throws {
    var policy = Self.policy
    policy.adminIssuers = administrators
    let claims = Self.claims.with("iss", issuer).with("scope", #""wfm-admin wfm-public:read""#)
    #expect(try await fault(claims.with("account_id", nil), policy: policy) == refusal)
    // Its tokens for an account are still accepted.
    #expect(try await fault(claims.with("account_id", #""acme""#), policy: policy) == nil)
  }

  @Test func `a token without iss administers only if every issuer may`() async throws {
    let claims = Self.claims.with("iss", nil).with("scope", #""wfm-admin""#)
      .with("account_id", nil)
    var policy = TokenPolicy(leeway: 0)
    #expect(try await fault(claims, policy: policy) == nil)
    policy.adminIssuers = ["https://issuer.example"]
    #expect(try await fault(claims, policy: policy) == .issuerMayNotAdminister)
  }

  @Test(arguments: ["client_id", "sub"], [#"a\u0000b"#, #"\u0000"#, #"a\u001b[2J"#, #"\u007f"#])
  func `a control character in the name of a client is rejected`(
    claim: String, name: String
  ) async throws {
    let claims = Self.claims.with(claim, "\"\(name)\"")
    #expect(try await fault(claims) == .claimMalformed(claim))
  }

  @Test func `a token without iss or aud is rejected if they are configured`() async throws {
    #expect(try await fault(Self.claims.with("iss", nil)) == .claimMissing("iss"))
    #expect(try await fault(Self.claims.with("aud", nil)) == .claimMissing("aud"))
    #expect(try await fault(Self.claims.with("aud", "[]")) == .claimMissing("aud"))
  }

  @Test(arguments: [
    "https://issuer.example/", "https://issuer.example.attacker.example", "https://ISSUER.example",
    "http://issuer.example", "issuer.example", "", " https://issuer.example",
    "https://issuer.example\\u0000", "https://wfm.example", "https://cle\\u0301.example",
    "https://issuer.example,https://issuer.example",
  ])
  func `an iss that is not exactly a configured one is rejected`(issuer: String) async throws {
    #expect(try await fault(Self.claims.with("iss", "\"\(issuer)\"")) == .otherIssuer)
  }

  @Test(arguments: ["1", "null", "true", #"["https://issuer.example"]"#, "{}"])
  func `an iss that is not a string is rejected, even if none is configured`(
    value: String
  ) async throws {
    let claims = Self.claims.with("iss", value)
    #expect(try await fault(claims) == .claimMalformed("iss"))
    #expect(try await fault(claims, policy: TokenPolicy(leeway: 0)) == .claimMalformed("iss"))
  }

  @Test(arguments: [
    #""wfm""#, #""https://wfm.example""#, #"["wfm"]"#, #"["other","wfm"]"#, #"["wfm","other",""]"#,
  ])
  func `an aud that has a configured audience is accepted, as a string and as a list`(
    value: String
  ) async throws {
    #expect(try await fault(Self.claims.with("aud", value)) == nil)
  }

  @Test(arguments: [
    #""other""#, #""WFM""#, #""wfm ""#, #""""#, #"["other"]"#, #"["","other"]"#, #""wfm other""#,
    #""wfm,other""#, #""wf""#, #"["w","f","m"]"#,
  ])
  func `an aud without a configured audience is rejected`(value: String) async throws {
    #expect(try await fault(Self.claims.with("aud", value)) == .otherAudience)
  }

  @Test(arguments: [
    "1", "null", "true", #"{"wfm":true}"#, #"["wfm",1]"#, #"["wfm",null]"#, #"[["wfm"]]"#,
  ])
  func `an aud that contains anything but strings is rejected`(value: String) async throws {
    #expect(try await fault(Self.claims.with("aud", value)) == .claimMalformed("aud"))
  }

  @Test func `if nothing is configured, any issuer and audience or none are accepted`()
    async throws
  {
    let open = TokenPolicy(leeway: 0)
    #expect(try await fault(.claims, policy: open) == nil)
    #expect(try await fault(Self.claims.with("aud", #"["x","y"]"#), policy: open) == nil)
  }
}
