import Crypto
import CryptoExtras
import Foundation
import Identity
import TestSupport
import Testing

/// Which assertions are accepted (RFC 7523 section 3).
@Suite("Client assertions", .timeLimit(.minutes(5)))
struct ClientAssertionTests {
  static let now: Int64 = 1_800_000_000
  static let audience = "https://wfm.example.com/oauth/token"
  private static let key = P256.Signing.PrivateKey()

  private static func good(life: Int64 = 60) -> [String: any Sendable] {
    SignedAssertion.claims(client: "robot", audience: audience, now: now, life: life)
  }

  /// Why the assertion is rejected; nil if it is accepted.
  private static func fault(
    of text: String, jwks: String = SignedAssertion.jwks(key.publicKey)
  ) async -> AssertionFault? {
    do throws(AssertionFault) {
      let assertion = try ClientAssertion(text)
      try await assertion.verify(
        jwks: jwks, audiences: [audience, "https://wfm.example.com"], now: now)
      return nil
    } catch {
      return error
    }
  }

  private static func fault(
    changing change: (inout [String: any Sendable]) -> Void
  ) async throws
    -> AssertionFault?
  {
    var claims = good()
    change(&claims)
    return await fault(of: try SignedAssertion.make(claims, key: key))
  }

  @Test func `an assertion signed with ES256 is accepted`() async throws {
    let text = try SignedAssertion.make(Self.good(), key: Self.key)
    #expect(await Self.fault(of: text) == nil)
    #expect(try ClientAssertion(text).clientID == "robot")
  }

  @Test func `an assertion signed with RS256 is accepted`() async throws {
    let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
    let primitives = try key.publicKey.getKeyPrimitives()
    let jwks =
      #"{"keys":[{"kty":"RSA","n":"\#(SignedAssertion.base64URL(primitives.modulus))","#
      + #""e":"\#(SignedAssertion.base64URL(primitives.publicExponent))"}]}"#
    let text = try SignedAssertion.make(Self.good(), header: ["alg": "RS256"]) {
      try key.signature(for: SHA256.hash(data: $0), padding: .insecurePKCS1v1_5)
        .rawRepresentation
    }
    #expect(await Self.fault(of: text, jwks: jwks) == nil)
    #expect(await Self.fault(of: text) == .signature)
  }

  @Test func `the audience may be the issuer, and one of several`() async throws {
    #expect(
      try await Self.fault { $0["aud"] = "https://wfm.example.com" } == nil)
    #expect(
      try await Self.fault { $0["aud"] = ["https://other.example.com", Self.audience] } == nil)
  }

  @Test func `exp may be 300 s ahead, and no more`() async throws {
    #expect(try await Self.fault { $0["exp"] = Self.now + 300 } == nil)
    #expect(try await Self.fault { $0["exp"] = Self.now + 301 } == .time)
    #expect(try await Self.fault { $0["exp"] = Double(Self.now) + 300.5 } == .time)
  }

  @Test func `an assertion that has expired or is not valid yet is rejected`() async throws {
    #expect(try await Self.fault { $0["exp"] = Self.now + 1 } == nil)
    #expect(try await Self.fault { $0["exp"] = Self.now } == .time)
    #expect(try await Self.fault { $0["nbf"] = Self.now + 30 } == nil)
    #expect(try await Self.fault { $0["nbf"] = Self.now + 31 } == .time)
    #expect(try await Self.fault { $0["iat"] = Self.now + 31 } == .time)
  }

  @Test func `a missing or malformed exp is rejected`() async throws {
    #expect(try await Self.fault { $0["exp"] = nil } == .time)
    #expect(try await Self.fault { $0["exp"] = "\(Self.now + 60)" } == .time)
    #expect(try await Self.fault { $0["exp"] = 1e300 } == .time)
    #expect(try await Self.fault { $0["exp"] = -1 } == .time)
  }

  @Test func `iss and sub must both be the client`() async throws {
    #expect(try await Self.fault { $0["iss"] = "other" } == .subject)
    #expect(try await Self.fault { $0["sub"] = "other" } == .subject)
    #expect(try await Self.fault { $0["iss"] = nil } == .subject)
    #expect(try await Self.fault { $0["sub"] = nil } == .subject)
    #expect(
      try await Self.fault {
        $0["iss"] = ""
        $0["sub"] = ""
      } == .subject)
  }

  @Test func `another audience or none is rejected`() async throws {
    #expect(try await Self.fault { $0["aud"] = "https://wfm.example.com/" } == .audience)
    #expect(try await Self.fault { $0["aud"] = [String]() } == .audience)
    #expect(try await Self.fault { $0["aud"] = nil } == .audience)
    #expect(try await Self.fault { $0["aud"] = 1 } == .audience)
  }

  @Test func `a missing jti is rejected`() async throws {
    #expect(try await Self.fault { $0["jti"] = nil } == .identifier)
    #expect(try await Self.fault { $0["jti"] = "" } == .identifier)
    #expect(try await Self.fault { $0["jti"] = 7 } == .identifier)
  }

  @Test func `another key's signature is rejected`() async throws {
    let text = try SignedAssertion.make(Self.good(), key: P256.Signing.PrivateKey())
    #expect(await Self.fault(of: text) == .signature)
  }

  @Test(arguments: ["none", "None", "HS256", "EdDSA", "ES384", "PS256", "RS512"])
  func `an algorithm other than ES256 and RS256 is rejected`(_ algorithm: String) async throws {
    let text = try SignedAssertion.make(Self.good(), key: Self.key, header: ["alg": algorithm])
    #expect(await Self.fault(of: text) == .malformed)
  }

  @Test func `HMAC with the public key as its secret is rejected`() async throws {
    let text = try SignedAssertion.make(Self.good(), header: ["alg": "HS256"]) { signed in
      let secret = SymmetricKey(data: Array(Self.key.publicKey.pemRepresentation.utf8))
      return Data(HMAC<SHA256>.authenticationCode(for: signed, using: secret))
    }
    #expect(await Self.fault(of: text) == .malformed)
  }

  @Test(arguments: ["at+jwt", "application/at+jwt", "secevent+jwt", "dpop+jwt"])
  func `another kind of token is not an assertion`(_ type: String) async throws {
    let text = try SignedAssertion.make(
      Self.good(), key: Self.key, header: ["alg": "ES256", "typ": type])
    #expect(await Self.fault(of: text) == .malformed)
  }

  @Test func `a key inside the assertion is not used`() async throws {
    let own = P256.Signing.PrivateKey()
    let text = try SignedAssertion.make(
      Self.good(), key: own,
      header: ["alg": "ES256", "jwk": ["kty": "EC"], "jku": "https://evil.example.com/jwks"])
    #expect(await Self.fault(of: text) == .signature)
  }

  @Test(arguments: ["", "a.b", "a.b.c.d", "....", "e30.e30.", "not a token"])
  func `a text that is not a JWT is not an assertion`(_ text: String) async {
    #expect(await Self.fault(of: text) == .malformed)
  }
}
