import Crypto
import Foundation
import Identity
import Testing

@Suite("The algorithm is the key's, never the token's choice", .timeLimit(.minutes(5)))
struct AlgorithmTests {
  @Test(arguments: TestKey.all)
  func `a token of each supported algorithm is accepted`(key: TestKey) async throws {
    let gate = try await Gate(trusting: [key])
    #expect(await gate.account(try Compact.token(key: key)) == "acme")
  }

  @Test(arguments: [
    "none", "None", "NONE", "nOnE", "none ", " none", "non\\u0065", "none\\u0000", "", "null",
  ])
  func `alg none is rejected in every spelling, with and without a signature`(
    spelling: String
  ) async throws {
    let gate = try await Gate(trusting: TestKey.all)
    let header: Members = ["alg": "\"\(spelling)\""]
    let signed = try Compact.token(header: header, key: .ec)
    #expect(await gate.fault(signed) == .algorithmNotAccepted)
    #expect(await gate.fault(Compact.token(signed, signature: [])) == .algorithmNotAccepted)
    #expect(await gate.fault(Compact.token(signed, signature: [0])) == .algorithmNotAccepted)
  }

  @Test(arguments: [nil, "null", "1", "true", "[\"ES256\"]", "{\"ES256\":1}", "\"es256\""])
  func `a missing alg, one that is not a string and one in other letters are rejected`(
    value: String?
  ) async throws {
    let gate = try await Gate()
    let header = Members.header(.ec).with("alg", value)
    #expect(await gate.fault(try Compact.token(header: header)) == .algorithmNotAccepted)
  }

  @Test(arguments: [
    "HS384", "HS512", "RS384", "RS512", "PS256", "PS384", "PS512", "ES384", "ES512", "ES256K",
    "Ed25519", "ML-DSA-65", "A256GCM",
  ])
  func `an algorithm that is not supported is rejected`(name: String) async throws {
    let gate = try await Gate(trusting: TestKey.all)
    for key in TestKey.all {
      let token = try Compact.token(header: ["alg": "\"\(name)\""], key: key)
      #expect(await gate.fault(token) == .algorithmNotAccepted)
    }
  }

  @Test func `a signature is not trusted under the name of another algorithm`() async throws {
    let gate = try await Gate(trusting: TestKey.all)
    for key in TestKey.all {
      for other in TestKey.all where other.algorithm != key.algorithm {
        let token = try Compact.token(header: .header(other), key: key)
        #expect(await gate.fault(token) == .signatureInvalid)
      }
    }
  }

  @Test(arguments: TestKey.strangers)
  func `a signature of a key that is not trusted is rejected`(stranger: TestKey) async throws {
    let gate = try await Gate(trusting: TestKey.all)
    #expect(await gate.fault(try Compact.token(key: stranger)) == .signatureInvalid)
  }

  /// The bytes of a public key that a verifier could mistake for a secret.
  private func spellings(of key: TestKey) throws -> [[UInt8]] {
    let pem = try #require(key.publicPEM)
    let jwk = try key.jwk()
    return [
      Array(pem.utf8), Array(pem.dropLast().utf8), Array(pem.replacing("\n", with: "\r\n").utf8),
      PEM.der(pem), Array(Data(PEM.der(pem)).base64EncodedString().utf8), Array(jwk.text.utf8),
      Array(#"{"keys":[\#(jwk.text)]}"#.utf8),
    ]
  }

  @Test(arguments: [TestKey.rsa, .ec, .ed])
  func `a public key is not an HMAC secret, in PEM, DER or JWK`(key: TestKey) async throws {
    let alone = try await Gate(trusting: [key])
    let besideSecret = try await Gate(trusting: [key, .secret])
    for secret in try spellings(of: key) {
      let token = try Compact.token(key: .hs256(secret))
      #expect(await alone.fault(token) == .algorithmNotAccepted)
      #expect(await besideSecret.fault(token) == .signatureInvalid)
    }
  }

  @Test func `an empty secret and one of zeros sign nothing that is accepted`() async throws {
    let gate = try await Gate(trusting: TestKey.all)
    for count in [0, 1, 32, 64] {
      let token = try Compact.token(key: .hs256([UInt8](repeating: 0, count: count)))
      #expect(await gate.fault(token) == .signatureInvalid)
    }
  }

  @Test func `a secret's trailing zeros count up to a block of SHA-256`() async throws {
    guard case .hs256(let secret) = TestKey.secret else { return }
    let gate = try await Gate(trusting: [.secret])
    // RFC 2104 section 2 pads keys with zeros to 64 bytes: these two are the same key.
    #expect(await gate.fault(try Compact.token(key: .hs256(secret + [0]))) == nil)
    #expect(await gate.fault(try Compact.token(key: .hs256(secret + [1]))) == .signatureInvalid)
  }
}
