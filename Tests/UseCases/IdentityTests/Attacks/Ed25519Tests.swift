import Foundation
import Identity
import Testing

@Suite("Ed25519 keys and signatures", .timeLimit(.minutes(5)))
struct Ed25519Tests {
  /// The eight points of small order and the encodings of two of them that are not reduced (RFC
  /// 8032 section 5.1.3), by Cas Cremers and Dennis Jackson, "Prime, Order Please!", table 1.
  static let smallOrder = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  ]

  private static func bytes(hex: String) -> [UInt8] {
    stride(from: 0, to: hex.utf8.count, by: 2).compactMap {
      UInt8(hex.dropFirst($0).prefix(2), radix: 16)
    }
  }

  @Test(arguments: smallOrder)
  func `a key of small order is rejected, as JWK and as PEM`(point: String) throws {
    let point = Self.bytes(hex: point)
    let jwk = try TestKey.ed.jwk().with("x", "\"\(base64URL(point))\"")
    #expect(
      throws: KeyFault.noUsableKey([
        "key 1 is a point of small order, for which anybody can sign"
      ])
    ) { try Gate.keys(jwks: [jwk]) }
    var keys = VerificationKeys()
    #expect(throws: KeyFault.weakEd25519) { try keys.add(pem: PEM.ed25519(point)) }
    #expect(keys.isEmpty)
  }

  @Test func `a key that differs from one of small order in a bit is not taken for one`() throws {
    for bit in 0..<255 {
      var point = Self.bytes(hex: Self.smallOrder[3])
      point[bit / 8] ^= 1 << (bit % 8)
      let jwk = try TestKey.ed.jwk().with("x", "\"\(base64URL(point))\"")
      #expect(throws: Never.self, "bit \(bit)") { try Gate.keys(jwks: [jwk]) }
    }
  }

  @Test func `a signature of s plus the group's order is rejected`() async throws {
    let gate = try await Gate(trusting: [.ed])
    let token = try Compact.token(key: .ed)
    var signature = IdentityTests.bytes(base64URL: Compact.segments(token)[2])
    // L = 2^252 + 27742317777372353535851937790883648493 (RFC 8032 section 5.1), little-endian.
    let order: [UInt8] = [
      0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7, 0xA2, 0xDE, 0xF9, 0xDE,
      0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ]
    var carry = 0
    for (place, byte) in order.enumerated() {
      carry += Int(signature[32 + place]) + Int(byte)
      signature[32 + place] = UInt8(carry & 0xFF)
      carry >>= 8
    }
    #expect(await gate.fault(Compact.token(token, signature: signature)) == .signatureInvalid)
    #expect(await gate.fault(token) == nil)
  }

  @Test func `a signature of any other length than 64 bytes is rejected`() async throws {
    let gate = try await Gate(trusting: [.ed])
    let token = try Compact.token(key: .ed)
    let signature = IdentityTests.bytes(base64URL: Compact.segments(token)[2])
    for other in [[], [0], Array(signature.prefix(63)), signature + [0], signature + signature] {
      #expect(await gate.fault(Compact.token(token, signature: other)) == .signatureInvalid)
    }
  }

  @Test(arguments: ["X25519", "Ed448", "ed25519", "P-256"])
  func `a key of another curve is rejected`(curve: String) throws {
    let jwk = try TestKey.ed.jwk().with("crv", "\"\(curve)\"")
    #expect(
      throws: KeyFault.noUsableKey(["key 1 has a \"crv\" other than P-256 and Ed25519"])
    ) { try Gate.keys(jwks: [jwk]) }
  }
}
