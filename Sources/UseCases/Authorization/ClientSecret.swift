import Crypto
package import Secrets
import WireText

/// The secret of an OAuth client: 256 random bits. It is shown once, when it is created, and stored
/// as a hash.
package struct ClientSecret: Sendable {
  /// The beginning of every secret, by which source code scanners recognize a leaked secret.
  package static let prefix = "wfms_"
  /// The maximum number of valid secrets of a client: the current one and, during a rotation, the
  /// previous one.
  package static let mostAtOnce = 2

  /// The prefix and 43 characters of base64url.
  package let text: Secret
  /// The stored hash, 32 bytes.
  package var hash: [UInt8] { Self.hash(of: text) }

  /// A new secret.
  package init() {
    var generator = SystemRandomNumberGenerator()
    let bits = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
    text = Secret(Self.prefix + Base64URL.encode(bits))
  }

  /// SHA-256 of the whole text. A slower hash is unnecessary, since 256 random bits cannot be
  /// guessed.
  package static func hash(of text: Secret) -> [UInt8] {
    Array(SHA256.hash(data: Array(text.revealed.utf8)))
  }

  /// Whether `text` is one of the secrets with these hashes.
  ///
  /// The time depends neither on the result nor on the number of hashes up to `mostAtOnce`. An
  /// unknown client is checked as a client without secrets.
  package static func matches(_ text: Secret, hashes: [[UInt8]]) -> Bool {
    let presented = hash(of: text)
    let nothing = [UInt8](repeating: 0, count: presented.count)
    var isEqual: UInt8 = 0
    for place in 0..<mostAtOnce {
      let isThere = place < hashes.count && hashes[place].count == presented.count
      let kept = isThere ? hashes[place] : nothing
      let isSame = ConstantTime.areEqual(presented, kept)
      isEqual |= (isThere ? 1 : 0) & (isSame ? 1 : 0)
    }
    return isEqual == 1
  }
}
