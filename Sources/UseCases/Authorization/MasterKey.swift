import Crypto
import Foundation
import Identity
import Secrets

/// What encrypts the signing keys in the database: AES-256-GCM under a key that is derived from a
/// secret outside of it.
package struct MasterKey: Sendable {
  /// The shortest secret, in bytes.
  package static let shortest = 32

  private let key: SymmetricKey

  /// - Parameter secret: random bytes, at least `shortest` of them; a file's contents, every byte.
  /// - Throws: `masterKeyTooShort`
  package init(secret: [UInt8]) throws(SigningKeyFault) {
    guard secret.count >= Self.shortest else { throw .masterKeyTooShort(bytes: secret.count) }
    // RFC 5869 section 3.1: no salt, as the secret is random; the purpose stands in the info.
    key = HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: secret), info: Array("wfm signing keys".utf8),
      outputByteCount: 32)
  }

  /// Nonce, ciphertext and tag of the key's PEM text. Its id is authenticated with it, so that rows
  /// cannot be exchanged.
  func seal(_ key: SigningKey) throws(SigningKeyFault) -> [UInt8] {
    do {
      let box = try AES.GCM.seal(
        Array(key.pem.revealed.utf8), using: self.key, authenticating: Array(key.keyID.utf8))
      // A nonce of the usual 12 bytes always combines.
      return box.combined.map { Array($0) } ?? []
    } catch {
      throw .cannotSeal
    }
  }

  /// The key that was sealed under this id.
  ///
  /// - Throws: `cannotOpen` where this master key has not sealed it, or not under this id.
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

/// What is wrong with the signing keys. For the operator.
package enum SigningKeyFault: Error, Equatable, CustomStringConvertible {
  case masterKeyTooShort(bytes: Int)
  case cannotSeal
  case cannotOpen(id: String)

  package var description: String {
    switch self {
    case .masterKeyTooShort(let bytes):
      "The master key has \(bytes) bytes; it needs at least \(MasterKey.shortest)."
    case .cannotSeal: "A signing key could not be encrypted."
    case .cannotOpen(let id):
      "The signing key \(id) cannot be decrypted with this master key. Give the master key that it "
        + "was made under, or take the key away with `wfm keys revoke \(id)`: tokens that it signed "
        + "are refused then. For the last key add --change-master-key."
    }
  }
}
