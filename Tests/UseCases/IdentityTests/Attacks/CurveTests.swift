import Crypto
import Foundation
import Identity
import Testing

@Suite("ECDSA signatures", .timeLimit(.minutes(5)))
struct CurveTests {
  /// The order n of P-256 (SEC 2 section 2.4.2), big-endian, and numbers next to n.
  static let order: [UInt8] = [
    0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
  ]
  static let numbers: [[UInt8]] = [
    [UInt8](repeating: 0, count: 32), [UInt8](repeating: 0, count: 31) + [1],
    order.dropLast() + [0x50], order, order.dropLast() + [0x52],
    [UInt8](repeating: 0xFF, count: 32),
  ]

  private func signature() throws -> (token: String, r: [UInt8], s: [UInt8]) {
    let token = try Compact.token()
    let signature = bytes(base64URL: Compact.segments(token)[2])
    try #require(signature.count == 64)
    return (token, Array(signature.prefix(32)), Array(signature.suffix(32)))
  }

  @Test func `r and s of 0, 1, n - 1, n, n + 1 and all ones are rejected in all pairs`()
    async throws
  {
    let gate = try await Gate()
    let (token, r, s) = try signature()
    for number in Self.numbers {
      for pair in [[number, s], [r, number]] + Self.numbers.map({ [number, $0] }) {
        let forged = Compact.token(token, signature: pair.flatMap(\.self))
        #expect(await gate.fault(forged) == .signatureInvalid)
      }
    }
    #expect(await gate.fault(token) == nil)
  }

  @Test func `a signature in DER is rejected`() async throws {
    let gate = try await Gate()
    let (token, r, s) = try signature()
    let der = try P256.Signing.ECDSASignature(rawRepresentation: r + s).derRepresentation
    #expect(await gate.fault(Compact.token(token, signature: Array(der))) == .signatureInvalid)
  }

  @Test func `a signature of any other length than 64 bytes is rejected`() async throws {
    let gate = try await Gate()
    let (token, r, s) = try signature()
    for count in 0..<64 {
      let short = Compact.token(token, signature: Array((r + s).prefix(count)))
      #expect(await gate.fault(short) == .signatureInvalid)
    }
    for long in [r + s + [0], [0] + r + s, [0] + r + [0] + s, r + s + r + s, r + r + s + s] {
      #expect(await gate.fault(Compact.token(token, signature: long)) == .signatureInvalid)
    }
    #expect(await gate.fault(Compact.token(token, signature: s + r)) == .signatureInvalid)
  }

  @Test func `every flipped bit of a signature makes it invalid`() async throws {
    let gate = try await Gate()
    let (token, r, s) = try signature()
    for bit in 0..<512 {
      var signature = r + s
      signature[bit / 8] ^= 1 << (bit % 8)
      let flipped = Compact.token(token, signature: signature)
      #expect(await gate.fault(flipped) == .signatureInvalid, "bit \(bit)")
    }
  }

  @Test func `a P-384 key verifies nothing, as JWK or PEM`() async throws {
    let key = P384.Signing.PrivateKey()
    let point = key.publicKey.rawRepresentation
    let jwk: Members = [
      "kty": #""EC""#, "crv": #""P-384""#, "x": "\"\(base64URL(point.prefix(48)))\"",
      "y": "\"\(base64URL(point.suffix(48)))\"",
    ]
    #expect(
      throws: KeyFault.noUsableKey(["key 1 has a \"crv\" other than P-256 and Ed25519"])
    ) { try Gate.keys(jwks: [jwk]) }
    #expect(throws: KeyFault.noUsableKey(["key 1 has no well-formed \"x\""])) {
      try Gate.keys(jwks: [jwk.with("crv", #""P-256""#)])
    }
    var keys = VerificationKeys()
    #expect(throws: KeyFault.pemUnusable) { try keys.add(pem: key.publicKey.pemRepresentation) }
  }

  @Test func `an ES384 token is rejected under its own name and as ES256`() async throws {
    let key = P384.Signing.PrivateKey()
    let gate = try await Gate()
    for (name, fault) in [
      ("ES384", TokenFault.algorithmNotAccepted), ("ES256", .signatureInvalid),
    ] {
      let token = try Compact.token(header: ["alg": "\"\(name)\""])
      let signed = Compact.segments(token).prefix(2).joined(separator: ".")
      let signature = try key.signature(for: Data(signed.utf8)).rawRepresentation
      #expect(await gate.fault(Compact.token(token, signature: Array(signature))) == fault)
    }
  }

  @Test func `a point that is not on the curve is not a key`() throws {
    guard case .es256(let key) = TestKey.ec else { return }
    var y = Array(key.publicKey.rawRepresentation.suffix(32))
    y[31] ^= 1
    let jwk = try TestKey.ec.jwk().with("y", "\"\(base64URL(y))\"")
    #expect(throws: KeyFault.noUsableKey(["key 1 is not a point of its curve"])) {
      try Gate.keys(jwks: [jwk])
    }
  }

  @Test func `coordinates that are not 32 bytes, or all zero, are not a key`() throws {
    for count in [0, 1, 31, 33, 64] {
      let number = "\"\(base64URL([UInt8](repeating: 1, count: count)))\""
      #expect(throws: KeyFault.noUsableKey(["key 1 has no well-formed \"x\""])) {
        try Gate.keys(jwks: [try TestKey.ec.jwk().with("x", number)])
      }
    }
    let zero = "\"\(base64URL([UInt8](repeating: 0, count: 32)))\""
    #expect(throws: KeyFault.noUsableKey(["key 1 is not a point of its curve"])) {
      try Gate.keys(jwks: [try TestKey.ec.jwk().with("x", zero).with("y", zero)])
    }
  }
}
