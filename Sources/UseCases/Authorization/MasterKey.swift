import Crypto
import Foundation
import Identity
import Secrets

/// Encrypts the signing keys in the database, by AES-256-GCM with a key derived from a secret
/// outside the database.
package struct MasterKey: Sendable {
  /// The shortest secret, in bytes.
  package static let shortest = 32

  private let key: SymmetricKey

  /// Derives the key.
  ///
  /// - Parameter secret: at least `shortest` random bytes. If it comes from a file, all bytes of
  ///   the file.
  /// - Throws: `masterKeyTooShort`
  package init(secret: [UInt8]) throws(SigningKeyFault) {
    guard secret.count >= Self.shortest else { throw .masterKeyTooShort(bytes: secret.count) }
    // RFC 5869 section 3.1: a random secret needs no salt. The info names the purpose.
    key = HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: secret), info: Array("wfm signing keys".utf8),
      outputByteCount: 32)
  }

  /// Nonce, ciphertext and tag of the key's PEM text. The key's id is authenticated too, so rows
  /// cannot be exchanged.
  func seal(_ key: SigningKey) throws(SigningKeyFault) -> [UInt8] {
    do {
      let box = try AES.GCM.seal(
        Array(key.pem.revealed.utf8), using: self.key, authenticating: Array(key.keyID.utf8))
      // A nonce of 12 bytes can always be combined.
      return box.combined.map { Array($0) } ?? []
    } catch {
      throw .cannotSeal
    }
  }

  /// Decrypts the key with this id.
  ///
  /// - Throws: `cannotOpen` if another master key encrypted it, or if it has another id.
  func open(_ sealed: [UInt8], id: String) throws(SigningKeyFault) -> SigningKey {
    do {
      let box = try AES.GCM.SealedBox(combined: sealed)
      let pem = try AES.GCM.open(box, using: key, authenticating: Array(id.utf8))
      return try SigningKey(pem: Secret(String(decoding: pem, as: UTF8.self)))
    } catch {
      throw .cannotOpen(id: id)
    }
  }
}
