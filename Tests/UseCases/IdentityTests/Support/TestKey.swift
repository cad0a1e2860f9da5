import Crypto
import CryptoExtras
import Foundation

/// A key of an issuer, which signs any bytes. It shares no code with the verifier.
enum TestKey: Sendable {
  case es256(P256.Signing.PrivateKey)
  case rs256(_RSA.Signing.PrivateKey)
  case edDSA(Curve25519.Signing.PrivateKey)
  case hs256([UInt8])

  /// The keys that the tests' verifiers trust, and one untrusted key of each kind.
  static let ec = TestKey.es256(P256.Signing.PrivateKey())
  static let rsa = newRSA()
  static let ed = TestKey.edDSA(Curve25519.Signing.PrivateKey())
  static let secret = TestKey.hs256(Array("0123456789abcdef0123456789abcdef".utf8))
  static let strangers: [TestKey] = [
    .es256(P256.Signing.PrivateKey()), newRSA(), .edDSA(Curve25519.Signing.PrivateKey()),
    .hs256(Array("fedcba9876543210fedcba9876543210".utf8)),
  ]
  static let all = [ec, rsa, ed, secret]

  private static func newRSA() -> TestKey {
    do { return .rs256(try _RSA.Signing.PrivateKey(keySize: .bits2048)) } catch {
      preconditionFailure("no RSA key: \(error)")
    }
  }

  var algorithm: String {
    switch self {
    case .es256: "ES256"
    case .rs256: "RS256"
    case .edDSA: "EdDSA"
    case .hs256: "HS256"
    }
  }

  /// The signature in the form of RFC 7518 and RFC 8037.
  func signature(of text: [UInt8]) throws -> [UInt8] {
    switch self {
    case .es256(let key): Array(try key.signature(for: text).rawRepresentation)
    case .rs256(let key):
      Array(try key.signature(for: text, padding: .insecurePKCS1v1_5).rawRepresentation)
    case .edDSA(let key): Array(try key.signature(for: text))
    case .hs256(let secret):
      Array(HMAC<SHA256>.authenticationCode(for: text, using: SymmetricKey(data: secret)))
    }
  }

  /// The public key in PEM; nil for a secret.
  var publicPEM: String? {
    switch self {
    case .es256(let key): key.publicKey.pemRepresentation
    case .rs256(let key): key.publicKey.pemRepresentation
    case .edDSA(let key): PEM.ed25519(key.publicKey.rawRepresentation)
    case .hs256: nil
    }
  }

  /// The JSON Web Key of the public key, without `kid`, `use` and `alg`.
  func jwk() throws -> Members {
    switch self {
    case .es256(let key):
      let point = key.publicKey.rawRepresentation
      return [
        "kty": #""EC""#, "crv": #""P-256""#, "x": quoted(point.prefix(32)),
        "y": quoted(point.suffix(32)),
      ]
    case .rs256(let key):
      let numbers = try key.publicKey.getKeyPrimitives()
      return [
        "kty": #""RSA""#, "n": quoted(numbers.modulus), "e": quoted(numbers.publicExponent),
      ]
    case .edDSA(let key):
      return [
        "kty": #""OKP""#, "crv": #""Ed25519""#, "x": quoted(key.publicKey.rawRepresentation),
      ]
    case .hs256(let secret): return ["kty": #""oct""#, "k": quoted(secret)]
    }
  }

  private func quoted(_ bytes: some Sequence<UInt8>) -> String { "\"\(base64URL(bytes))\"" }
}
