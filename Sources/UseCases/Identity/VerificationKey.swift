import Crypto
import JWTKit

/// A key, its one algorithm, and the issuer's name for it.
struct VerificationKey: Sendable {
  /// The `kid` in bytes, since RFC 7515 section 4.1.4 requires an exact comparison; nil if the key
  /// has none.
  let id: [UInt8]?
  let material: Material

  enum Material: Sendable {
    case rsa(JWTKit.Insecure.RSA.PublicKey)
    case p256(ES256PublicKey)
    case ed25519(EdDSA.PublicKey)
    case secret(SymmetricKey)
  }

  init(id: String?, material: Material) {
    self.id = id.map { Array($0.utf8) }
    self.material = material
  }

  /// The name of the algorithm in the header (RFC 7518 section 3.1, RFC 8037 section 3.1).
  var algorithm: String {
    switch material {
    case .rsa: "RS256"
    case .p256: "ES256"
    case .ed25519: "EdDSA"
    case .secret: "HS256"
    }
  }

  /// The algorithms of keys that an issuer can publish.
  static let publicAlgorithms: Set<String> = ["RS256", "ES256", "EdDSA"]

  /// The algorithm that checks signatures with this key. jwt-kit gives access to its algorithms
  /// only through a collection, so each key gets a collection.
  func signatureAlgorithm() async throws -> any JWTAlgorithm {
    let collection = JWTKeyCollection()
    switch material {
    case .rsa(let key): await collection.add(rsa: key, digestAlgorithm: .sha256)
    case .p256(let key): await collection.add(ecdsa: key)
    case .ed25519(let key): await collection.add(eddsa: key)
    case .secret(let key):
      await collection.add(hmac: HMACKey(key: key), digestAlgorithm: .sha256)
    }
    return try await collection.getKey()
  }
}
