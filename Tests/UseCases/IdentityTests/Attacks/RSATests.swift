import CryptoExtras
import Foundation
import Identity
import TestInputs
import Testing

@Suite("RSA keys and signatures", .timeLimit(.minutes(5)))
struct RSATests {
  static let weak = KeyFault.noUsableKey([
    "key 1 is a weak RSA key or outside 2048–8192 bits"
  ])

  /// An odd number with this many bits, big-endian. It is not a product of two primes, but the
  /// checks of a key do not test that.
  private static func modulus(bits: Int) -> [UInt8] {
    var generator = SeededGenerator(seed: UInt64(bits))
    var bytes = (0..<(bits + 7) / 8).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    let top = UInt8(1) << ((bits - 1) % 8)
    bytes[0] = bytes[0] & (top - 1) | top
    bytes[bytes.count - 1] |= 1
    return bytes
  }

  private static func jwk(modulus: [UInt8], exponent: [UInt8] = [1, 0, 1]) -> Members {
    [
      "kty": #""RSA""#, "n": "\"\(base64URL(modulus))\"", "e": "\"\(base64URL(exponent))\"",
    ]
  }

  @Test(arguments: [512, 768, 1024, 1536, 2040, 2047, 8193, 16384])
  func `a modulus outside 2048 to 8192 bits is rejected`(bits: Int) throws {
    #expect(throws: Self.weak) {
      try Gate.keys(jwks: [Self.jwk(modulus: Self.modulus(bits: bits))])
    }
  }

  @Test(arguments: [2048, 2049, 3072, 4096, 8192])
  func `a modulus of 2048 to 8192 bits is accepted`(bits: Int) throws {
    let keys = try Gate.keys(jwks: [Self.jwk(modulus: Self.modulus(bits: bits))])
    #expect(keys.skipped.isEmpty)
  }

  @Test func `leading zeros do not make a weak modulus strong`() throws {
    let padded = [UInt8](repeating: 0, count: 256) + Self.modulus(bits: 1024)
    #expect(throws: Self.weak) { try Gate.keys(jwks: [Self.jwk(modulus: padded)]) }
  }

  @Test(
    arguments: [
      [0], [1], [2], [4], [0, 1], [1, 0, 0], [0, 0, 0, 2], [1, 0, 0, 0, 0, 0, 0, 0, 0],
    ] as [[UInt8]])
  func `an exponent of 0, of 1 and an even one are rejected`(exponent: [UInt8]) throws {
    let modulus = Self.modulus(bits: 2048)
    #expect(throws: Self.weak) {
      try Gate.keys(jwks: [Self.jwk(modulus: modulus, exponent: exponent)])
    }
  }

  @Test func `an even modulus is rejected`() throws {
    var modulus = Self.modulus(bits: 2048)
    modulus[255] &= 0xFE
    #expect(throws: Self.weak) { try Gate.keys(jwks: [Self.jwk(modulus: modulus)]) }
  }

  @Test func `an exponent of 3 and the usual 65537 are accepted`() throws {
    for exponent in [[3], [1, 0, 1]] as [[UInt8]] {
      let modulus = Self.modulus(bits: 2048)
      let keys = try Gate.keys(jwks: [Self.jwk(modulus: modulus, exponent: exponent)])
      #expect(keys.skipped.isEmpty)
    }
  }

  @Test func `a weak key is rejected as PEM as well`() {
    for (bits, exponent) in [(512, [1, 0, 1]), (1024, [1, 0, 1]), (2047, [1, 0, 1])]
      as [(Int, [UInt8])]
    {
      var keys = VerificationKeys()
      let pem = PEM.rsa(modulus: Self.modulus(bits: bits), exponent: exponent)
      #expect(throws: KeyFault.self, "\(bits) bits") { try keys.add(pem: pem) }
      #expect(keys.isEmpty)
    }
    for exponent in [[1], [2], [1, 0, 0]] as [[UInt8]] {
      var keys = VerificationKeys()
      let pem = PEM.rsa(modulus: Self.modulus(bits: 2048), exponent: exponent)
      #expect(throws: KeyFault.self, "exponent \(exponent)") { try keys.add(pem: pem) }
      #expect(keys.isEmpty)
    }
    var keys = VerificationKeys()
    let strong = PEM.rsa(modulus: Self.modulus(bits: 2048), exponent: [1, 0, 1])
    #expect(throws: Never.self) { try keys.add(pem: strong) }
  }

  @Test func `a signature with the padding of PSS is rejected`() async throws {
    guard case .rs256(let key) = TestKey.rsa else { return }
    let gate = try await Gate(trusting: [.rsa])
    let token = try Compact.token(key: .rsa)
    let signed = Compact.segments(token).prefix(2).joined(separator: ".")
    let pss = try key.signature(for: Data(signed.utf8), padding: .PSS).rawRepresentation
    #expect(await gate.fault(Compact.token(token, signature: Array(pss))) == .signatureInvalid)
    #expect(await gate.fault(token) == nil)
  }

  @Test func `a signature of another length than the modulus is rejected`() async throws {
    let gate = try await Gate(trusting: [.rsa])
    let token = try Compact.token(key: .rsa)
    let signature = bytes(base64URL: Compact.segments(token)[2])
    #expect(signature.count == 256)
    for other in [
      [], [0], [1], Array(signature.dropLast()), signature + [0], [0] + signature,
      [UInt8](repeating: 0, count: 256), [UInt8](repeating: 0xFF, count: 256),
    ] {
      #expect(await gate.fault(Compact.token(token, signature: other)) == .signatureInvalid)
    }
  }
}
