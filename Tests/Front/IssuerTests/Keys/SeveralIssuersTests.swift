import Identity
import Scheduling
import TestSupport
import Testing

@Suite("Several issuers", .timeLimit(.minutes(5)))
struct SeveralIssuersTests {
  /// Runs two stubs, each with a key named `same`, and a verifier that trusts both.
  private func withTwo(
    _ body: (_ one: Signer, _ other: Signer, TokenVerifier) async throws -> Void
  ) async throws {
    try await StubIssuer.run { first in
      try await StubIssuer.run { second in
        let (one, other) = (Signer(issuer: first.url), Signer(issuer: second.url))
        first.publish(one.jwks(kid: "same"))
        second.publish(other.jwks(kid: "same"))
        let clock = ManualClock()
        let verifier = try TokenVerifier(
          (try IssuerKeys.of(first, clock: clock), first.url),
          (try IssuerKeys.of(second, clock: clock), second.url))
        try await body(one, other, verifier)
      }
    }
  }

  private static let header = #"{"alg":"ES256","kid":"same"}"#

  @Test func `with keys of the same name are distinguished by the token's issuer`() async throws {
    try await withTwo { one, other, verifier in
      for signer in [one, other] {
        let token = try signer.token(
          header: Self.header, claims: Signer.claims(issuer: signer.issuer))
        #expect(await verifier.fault(token) == nil)
      }
    }
  }

  @Test(arguments: [#"{"alg":"ES256","kid":"same"}"#, #"{"alg":"ES256"}"#])
  func `cannot sign for each other`(header: String) async throws {
    try await withTwo { one, other, verifier in
      for (signer, named) in [(one, other.issuer), (other, one.issuer)] {
        let token = try signer.token(header: header, claims: Signer.claims(issuer: named))
        #expect(await verifier.fault(token) == .signatureInvalid)
      }
    }
  }

  @Test func `cannot sign for an issuer with local keys, nor vice versa`()
    async throws
  {
    try await StubIssuer.run { stub in
      let (remote, local) = (Signer(issuer: stub.url), Signer(issuer: "urn:local"))
      stub.publish(remote.jwks(kid: "same"))
      var fixed = VerificationKeys()
      try fixed.add(pem: local.key.publicPEM)
      let verifier = try TokenVerifier(
        (try IssuerKeys.of(stub, clock: ManualClock()), stub.url),
        (try await GivenKeys(fixed), "urn:local"))
      for (signer, named, fault) in [
        (remote, stub.url, nil), (local, "urn:local", nil),
        (remote, "urn:local", TokenFault.signatureInvalid),
        (local, stub.url, TokenFault.signatureInvalid),
        (local, "urn:other", TokenFault.otherIssuer),
      ] {
        let token = try signer.token(header: Self.header, claims: Signer.claims(issuer: named))
        #expect(await verifier.fault(token) == fault, "\(named)")
      }
    }
  }

  @Test func `fail independently`() async throws {
    try await StubIssuer.run { down in
      try await StubIssuer.run { up in
        let (one, other) = (Signer(issuer: down.url), Signer(issuer: up.url))
        up.publish(other.key.jwks)
        let clock = ManualClock()
        let verifier = try TokenVerifier(
          (try IssuerKeys.of(down, clock: clock), down.url),
          (try IssuerKeys.of(up, clock: clock), up.url))
        #expect(await verifier.fault(try await other.token()) == nil)
        #expect(await verifier.fault(try await one.token()) == .keysUnavailable)
        #expect(down.requests.count == 1 && up.requests.count == 1)
      }
    }
  }
}

@Suite("The claims that issuers use", .timeLimit(.minutes(5)))
struct IssuerClaimTests {
  private func token(_ claims: String, policy: TokenPolicy) async throws -> AccessToken {
    let signer = Signer(issuer: "urn:issuer")
    var keys = VerificationKeys()
    try keys.add(signer.key)
    let verifier = try await TokenVerifier(keys: keys, policy: policy, now: { Signer.now })
    let common = #""iss":"urn:issuer","exp":\#(Signer.now + 600)"#
    return try await verifier.verify(
      try signer.token(header: #"{"alg":"ES256"}"#, claims: "{\(common),\(claims)}"))
  }

  @Test func `are read by their configured names`() async throws {
    let policy = TokenPolicy(
      accountClaim: "https://wfm.example.com/account", scopeClaims: ["roles", "permissions"])
    let token = try await token(
      #""https://wfm.example.com/account":"acme","roles":["wfm-public:write","x"],"#
        + #""permissions":["wfm-public:read"],"scope":"wfm-admin""#, policy: policy)
    #expect(token.account == "acme")
    #expect(token.scopes == [.write, .read])
  }

  @Test(arguments: [
    (#""scope":"wfm/wfm-public:write wfm-public:read""#, [Scope.write, .read]),
    (#""scp":["wfm/wfm-public:write"]"#, [Scope.write]),
    (#""scope":"wfm/wfm/wfm-public:write wfmwfm-public:read /wfm-public:read""#, []),
    (#""scope":"other/wfm-public:write wfm/ wfm/wfm-public""#, []),
  ])
  func `count with and without the scope prefix, once and at the start`(
    claims: String, scopes: [Scope]
  ) async throws {
    let policy = TokenPolicy(accountClaim: "client_id", scopePrefix: "wfm/")
    let token = try await token(#""client_id":"acme",\#(claims)"#, policy: policy)
    #expect(token.account == "acme")
    #expect(token.scopes == Set(scopes))
  }
}
