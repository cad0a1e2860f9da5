import Crypto
import FoundationEssentials
import JWTKit
package import Secrets
import WireText

/// The keys whose signatures are accepted.
///
/// Each key has one algorithm, which its type determines: RSA is RS256, EC P-256 is ES256,
/// Ed25519 is EdDSA, the shared secret is HS256 (RFC 8725 section 3.1).
package struct VerificationKeys: Sendable {
  /// The longest JWK Set, in bytes.
  package static let longestKeySet = 1 << 20
  /// The shortest shared secret, in bytes (RFC 7518 section 3.2).
  package static let shortestSecret = 32

  private(set) var keys: [VerificationKey] = []

  /// No keys.
  package init() {}

  /// Whether no key was added.
  package var isEmpty: Bool { keys.isEmpty }
  /// The number of keys.
  package var count: Int { keys.count }

  /// Adds the keys of a JWK Set (RFC 7517 section 5).
  ///
  /// - Returns: the number of each skipped key and the reason. An issuer may also publish keys for
  ///   other purposes.
  /// - Throws: `keySetTooLong`, `keySetMalformed`, or `noUsableKey` if every key was skipped.
  package mutating func add(jwks: [UInt8]) throws(KeyFault) -> [String] {
    guard jwks.count <= Self.longestKeySet else { throw .keySetTooLong }
    guard let set = try? JSONScanner.object(jwks), let entries = set["keys"]?.array else {
      throw .keySetMalformed
    }
    var reasons: [String] = []
    var added = false
    for (index, entry) in entries.enumerated() {
      do throws(JWKFault) {
        let key = try VerificationKey(jwk: entry)
        guard !holdsRival(of: key) else { throw .rivalKeyID }
        keys.append(key)
        added = true
      } catch {
        reasons.append("key \(index + 1) \(error)")
      }
    }
    guard added else { throw .noUsableKey(reasons) }
    return reasons
  }

  /// Adds a key from a PEM text: a public key (RFC 7468 section 13), or the public half of a
  /// private key.
  ///
  /// PEM has no `kid`, so the key can verify tokens with any `kid`.
  ///
  /// - Throws: `pemUnusable`, `pemIsCertificate`, `weakRSA`, `weakEd25519`.
  package mutating func add(pem: String) throws(KeyFault) {
    keys.append(VerificationKey(id: nil, material: try Self.material(pem: pem)))
  }

  /// Adds the secret that the issuer and this service share, for HS256. Like a PEM key it has no
  /// `kid`.
  ///
  /// - Throws: `secretTooShort` under 32 bytes.
  package mutating func add(sharedSecret: Secret) throws(KeyFault) {
    try add(sharedSecret: Array(sharedSecret.revealed.utf8))
  }

  /// Adds a shared secret that does not have to be text.
  ///
  /// - Throws: `secretTooShort` under 32 bytes.
  package mutating func add(sharedSecret: [UInt8]) throws(KeyFault) {
    guard sharedSecret.count >= Self.shortestSecret else {
      throw .secretTooShort(bytes: sharedSecret.count)
    }
    keys.append(VerificationKey(id: nil, material: .secret(SymmetricKey(data: sharedSecret))))
  }

  /// Adds the public half of a key that this service signs with, under its own `kid`.
  package mutating func add(_ key: SigningKey) throws(KeyFault) {
    let key = VerificationKey(id: key.keyID, material: try Self.material(pem: key.publicPEM))
    if !holdsRival(of: key) { keys.append(key) }
  }

  /// Whether another key has the name and the algorithm of this key, so that the name would be
  /// ambiguous.
  private func holdsRival(of key: VerificationKey) -> Bool {
    key.id != nil && keys.contains { $0.id == key.id && $0.algorithm == key.algorithm }
  }

  private static func material(pem: String) throws(KeyFault) -> VerificationKey.Material {
    if pem.contains("BEGIN CERTIFICATE") { throw .pemIsCertificate }
    if let key = try? ES256PublicKey(pem: pem) { return .p256(key) }
    if let key = try? ES256PrivateKey(pem: pem) { return .p256(key.publicKey) }
    let ed25519 =
      (try? EdDSA.PublicKey(pem: pem)) ?? (try? EdDSA.PrivateKey(pem: pem))?.publicKey
    if let ed25519 {
      guard PEMAlgorithm.isNamed(PEMAlgorithm.ed25519, in: pem) else { throw .pemUnusable }
      guard !Ed25519Order.isSmall(Array(ed25519.rawRepresentation)) else { throw .weakEd25519 }
      return .ed25519(ed25519)
    }
    let rsa =
      (try? Insecure.RSA.PublicKey(pem: pem)) ?? (try? Insecure.RSA.PrivateKey(pem: pem))?.publicKey
    guard let rsa, !PEMAlgorithm.isNamed(PEMAlgorithm.rsaPSS, in: pem) else { throw .pemUnusable }
    guard let (modulus, exponent) = try? rsa.getKeyPrimitives(),
      RSAStrength.isSufficient(modulus: Array(modulus), exponent: Array(exponent))
    else { throw .weakRSA }
    return .rsa(rsa)
  }
}
