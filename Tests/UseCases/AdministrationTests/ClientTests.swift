import Administration
import Authorization
import Identity
import Scheduling
import Secrets
import Testing

@Suite("Administration: clients", .timeLimit(.minutes(5)))
struct ClientTests {
  @Test func `get a secret that is stored as a hash only, and is in no event`() async throws {
    let installation = try await Installation()
    let (administrator, origin) = (installation.administrator, installation.origin)
    _ = try await administrator.createAccount("acme", displayName: nil, by: origin)
    let issued = try await administrator.createClient(
      of: .account("acme"), name: "loader", scopes: [.write], credential: .newSecret, by: origin)
    let secret = try #require(issued.secret)
    let stored = try #require(try await installation.credentials(of: issued.client.id))
    #expect(stored.secretHashes == [ClientSecret.hash(of: secret)])
    #expect(stored.scopes == ["wfm-public:write"])
    let audit = try await installation.audit(of: "acme")
    #expect(audit.count == 2)
    #expect(!audit.joined().contains(secret.revealed))
    #expect(
      audit.first == """
        client.create \(issued.client.id) \
        {"credential":"secret","name":"loader","scopes":["wfm-public:write"]}
        """)
  }

  @Test func `keep the old secret for the grace only`() async throws {
    let installation = try await Installation()
    let (administrator, origin) = (installation.administrator, installation.origin)
    let first = try await administrator.createClient(
      of: .installation, name: "ops", scopes: [.admin], credential: .newSecret, by: origin)
    let id = first.client.id
    let second = try await administrator.rotateSecret(
      of: id, of: .installation, grace: 600, by: origin)
    let hashes = try [first, second].map { ClientSecret.hash(of: try #require($0.secret)) }
    #expect(try await installation.credentials(of: id)?.secretHashes == hashes.reversed())
    let third = try await administrator.rotateSecret(
      of: id, of: .installation, grace: 0, by: origin)
    #expect(
      try await installation.credentials(of: id)?.secretHashes
        == [ClientSecret.hash(of: try #require(third.secret))])
    #expect(
      try await installation.audit().prefix(2) == [
        #"client.rotate_secret \#(id) {"grace_seconds":0}"#,
        #"client.rotate_secret \#(id) {"grace_seconds":600}"#,
      ])
  }

  @Test func `that were revoked get no more tokens, and stay revoked`() async throws {
    let installation = try await Installation()
    let (administrator, origin) = (installation.administrator, installation.origin)
    let id = try await administrator.createClient(
      of: .installation, name: "ops", scopes: [.admin], credential: .newSecret, by: origin
    ).client.id
    let revoked = try await administrator.revokeClient(id, of: .installation, by: origin)
    #expect(revoked.revokedAt != nil)
    #expect(try await installation.credentials(of: id) == nil)
    #expect(
      try await administrator.revokeClient(id, of: .installation, by: origin) == revoked)
    let refusal = try await installation.refusal { () async throws(Administrator.Refusal) in
      try await administrator.rotateSecret(of: id, of: .installation, grace: 0, by: origin)
    }
    guard case .isRevoked = refusal else { throw refusal }
    #expect(try await installation.audit().count == 2)
  }

  @Test func `of a deactivated account get no token until it is active again`() async throws {
    let installation = try await Installation()
    let (administrator, origin) = (installation.administrator, installation.origin)
    _ = try await administrator.createAccount("acme", displayName: nil, by: origin)
    let id = try await administrator.createClient(
      of: .account("acme"), name: "loader", scopes: [.read], credential: .newSecret, by: origin
    ).client.id
    _ = try await administrator.updateAccount("acme", to: .init(isActive: false), by: origin)
    #expect(try await installation.credentials(of: id) == nil)
    _ = try await administrator.updateAccount("acme", to: .init(isActive: true), by: origin)
    #expect(try await installation.credentials(of: id) != nil)
  }

  @Test func `with keys of their own have no secret to rotate`() async throws {
    let installation = try await Installation()
    let (administrator, origin) = (installation.administrator, installation.origin)
    let keys = try ClientKeys(json: Array(SigningKey().jwks.utf8))
    let issued = try await administrator.createClient(
      of: .installation, name: "ops", scopes: [.admin], credential: .keys(keys), by: origin)
    #expect(issued.secret == nil)
    #expect(try await installation.credentials(of: issued.client.id)?.jwks == keys.jwks)
    let refusal = try await installation.refusal { () async throws(Administrator.Refusal) in
      try await administrator.rotateSecret(
        of: issued.client.id, of: .installation, grace: 0, by: origin)
    }
    guard case .hasNoSecret = refusal else { throw refusal }
  }

  @Test func `of another owner are unknown`() async throws {
    let installation = try await Installation()
    let (administrator, origin) = (installation.administrator, installation.origin)
    for account in ["acme", "globex"] as [AccountName] {
      _ = try await administrator.createAccount(account, displayName: nil, by: origin)
    }
    let id = try await administrator.createClient(
      of: .account("acme"), name: "loader", scopes: [.read], credential: .newSecret, by: origin
    ).client.id
    for owner in [Owner.account("globex"), .installation] {
      let refusal = try await installation.refusal { () async throws(Administrator.Refusal) in
        try await administrator.revokeClient(id, of: owner, by: origin)
      }
      guard case .unknown(.client) = refusal else { throw refusal }
    }
    #expect(try await installation.credentials(of: id) != nil)
  }
}

@Suite("Administration: a client's keys", .timeLimit(.minutes(5)))
struct ClientKeysTests {
  @Test func `are stored without unused members`() throws {
    let key = SigningKey()
    let given = key.jwks.replacing(#""kty""#, with: #""x5u":"https://example.com/","kty""#)
    let kept = try ClientKeys(json: Array(given.utf8)).jwks
    #expect(kept.contains(key.keyID) && !kept.contains("x5u"))
  }

  @Test(arguments: [
    "[]", "{}", #"{"keys":{}}"#, #"{"keys":[]}"#, #"{"keys":[1]}"#,
    #"{"keys":[{"kty":"oct","k":"AA"}]}"#,
    #"{"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}]}"#,
    #"{"keys":[{"kty":"EC","crv":"P-256","x":1,"y":"AA"}]}"#,
    #"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#,
    #"{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]}"#,
    #"{"keys":[\#([String](repeating: SigningKey().publicJWK, count: 11).joined(separator: ","))]}"#,
  ])
  func `that cannot be used are rejected`(json: String) {
    #expect(throws: ClientKeys.Fault.self) { try ClientKeys(json: Array(json.utf8)) }
  }

  @Test func `with a private part are rejected, and the message does not contain it`() throws {
    let json = SigningKey().jwks.replacing(#""kty""#, with: #""d":"c2VjcmV0","kty""#)
    let fault = try #require(throws: ClientKeys.Fault.self) {
      try ClientKeys(json: Array(json.utf8))
    }
    #expect(fault.description.contains("private") && !fault.description.contains("c2VjcmV0"))
  }
}
