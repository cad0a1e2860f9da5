import Crypto
import Foundation
import Identity
import Scheduling
import Secrets
import TestSupport
import Testing

@Suite("Tokens that are issued here", .timeLimit(.minutes(5)))
struct IssuingTests {
  private static let now = TestClock.start

  private func gate(
    _ key: SigningKey, policy: TokenPolicy = TokenPolicy(leeway: 0)
  ) async throws -> Gate {
    var keys = VerificationKeys()
    try keys.add(key)
    return try await Gate(keys: keys, policy: policy)
  }

  @Test func `a new key's id is not an option of a command line`() {
    // Without this rule, one id of 64 would begin with a hyphen.
    #expect((0..<500).allSatisfy { _ in !SigningKey().keyID.hasPrefix("-") })
  }

  @Test(
    arguments: [
      [], [.read], [.write], [.write, .read],
    ] as [[Scope]])
  func `are verified here, with account, client and scopes unchanged`(
    scopes: [Scope]
  ) async throws {
    let key = SigningKey()
    let gate = try await gate(key)
    for account in ["acme", "Zoë \"&\" \\ / Söhne", "🙂", String(repeating: "é", count: 64)] {
      let token = try await TokenIssuer(key: key).issue(
        account: try #require(AccountName(account)), scopes: scopes, clientID: "client of \u{2028}",
        lifetime: 60,
        now: Self.now)
      let read = try await gate.outcome(token).get()
      #expect(await gate.account(token) == account)
      #expect(read.scopes == Set(scopes))
      #expect(read.clientID == "client of \u{2028}")
      #expect(read.expiresAt == Self.now + 60)
    }
  }

  @Test func `live for their lifetime to the second`() async throws {
    let key = SigningKey()
    let gate = try await gate(key)
    let token = try await TokenIssuer(key: key).issue(
      account: "acme", scopes: [], clientID: "c", lifetime: 1, now: Self.now)
    #expect(await gate.fault(token) == nil)
    gate.clock.set(Self.now + 1)
    #expect(await gate.fault(token) == .expired)
  }

  @Test func `name issuer, audience and the account's claim as configured`() async throws {
    let key = SigningKey()
    let issuer = TokenIssuer(
      key: key, accountClaim: "sub", issuer: "https://own.example", audience: "wfm")
    let token = try await issuer.issue(
      account: "acme", scopes: [], clientID: "client", lifetime: 60, now: Self.now)
    let own = TokenPolicy(
      issuers: ["https://own.example"], audiences: ["wfm"], leeway: 0, accountClaim: "sub")
    #expect(try await gate(key, policy: own).account(token) == "acme")
    let other = TokenPolicy(issuers: ["https://other.example"], leeway: 0, accountClaim: "sub")
    #expect(try await gate(key, policy: other).fault(token) == .otherIssuer)
  }

  @Test func `two tokens of one holder in one second differ`() async throws {
    let issuer = TokenIssuer(key: SigningKey())
    var tokens: Set<String> = []
    for _ in 0..<20 {
      let token = try await issuer.issue(
        account: "acme", scopes: [.read], clientID: "c", lifetime: 60, now: Self.now)
      tokens.insert(Compact.segments(token)[1])
    }
    #expect(tokens.count == 20)
  }

  @Test func `are rejected before they are signed if they would be rejected when verified`()
    async throws
  {
    let key = SigningKey()
    for (client, lifetime, now, fault) in [
      ("", 60, Self.now, IssueFault.clientID), ("c\0", 60, Self.now, .clientID),
      (String(repeating: "a", count: 129), 60, Self.now, .clientID),
      ("c", 0, Self.now, .lifetime(0)), ("c", -1, Self.now, .lifetime(-1)),
      ("c", 31_536_001, Self.now, .lifetime(31_536_001)),
      ("c", 60, -1, .clock), ("c", 60, 253_402_300_740, .clock),
      ("c", 60, .max, .clock),
    ] as [(String, Int64, Int64, IssueFault)] {
      await #expect(throws: fault) {
        try await TokenIssuer(key: key).issue(
          account: "acme", scopes: [], clientID: client, lifetime: lifetime, now: now)
      }
    }
    for claim in ["", "iss", "aud", "exp", "nbf", "iat", "jti", "scope", "client_id"] {
      await #expect(throws: IssueFault.accountClaim) {
        try await TokenIssuer(key: key, accountClaim: claim).issue(
          account: "acme", scopes: [], clientID: "c", lifetime: 60, now: Self.now)
      }
    }
  }

  @Test(arguments: ["", "a\n", String(repeating: "a", count: 129)])
  func `name no account that would be rejected when verified`(account: String) {
    #expect(AccountName(account) == nil)
  }

  @Test func `a signing key is the same after its PEM, and its JWK Set verifies its tokens`()
    async throws
  {
    let key = SigningKey()
    let again = try SigningKey(pem: key.pem)
    #expect(again.keyID == key.keyID)
    #expect(again.jwks == key.jwks)
    let token = try await TokenIssuer(key: again).issue(
      account: "acme", scopes: [], clientID: "c", lifetime: 60, now: Self.now)
    var published = VerificationKeys()
    #expect(try published.add(jwks: Array(key.jwks.utf8)) == [])
    #expect(try await Gate(keys: published).account(token) == "acme")
    var pem = VerificationKeys()
    try pem.add(pem: key.publicPEM)
    #expect(try await Gate(keys: pem).account(token) == "acme")
    #expect(try await gate(SigningKey()).fault(token) == .unknownKey)
  }

  @Test(arguments: ["", "x", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n"])
  func `a text without a P-256 private key is not a signing key`(pem: String) {
    #expect(throws: KeyFault.notASigningKey) { try SigningKey(pem: Secret(pem)) }
    #expect(throws: KeyFault.notASigningKey) { try SigningKey(pem: Secret(SigningKey().publicPEM)) }
    #expect(throws: KeyFault.notASigningKey) {
      try SigningKey(pem: Secret(P384.Signing.PrivateKey().pemRepresentation))
    }
  }

  @Test(.needs(.openssl))
  func `are verified by openssl with the published key, to the last byte`() async throws {
    let key = SigningKey()
    let token = try await TokenIssuer(key: key).issue(
      account: "acme", scopes: [.read], clientID: "c", lifetime: 60, now: Self.now)
    let parts = Compact.segments(token)
    let signature = try P256.Signing.ECDSASignature(
      rawRepresentation: bytes(base64URL: parts[2]))
    try await OpenSSL.withFolder { openssl in
      try openssl.write(Array(key.publicPEM.utf8), to: "key.pem")
      try openssl.write(Array(signature.derRepresentation), to: "signature")
      try openssl.write(Array("\(parts[0]).\(parts[1])".utf8), to: "signed")
      try openssl.write(Array("\(parts[0]).\(parts[1])x".utf8), to: "other")
      let verify = ["dgst", "-sha256", "-verify", "key.pem", "-signature", "signature"]
      try await openssl.run(verify + ["signed"])
      await #expect(throws: OpenSSL.Failure.self) { try await openssl.run(verify + ["other"]) }
    }
  }
}
