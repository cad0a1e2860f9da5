import Crypto
import FoundationEssentials
package import Secrets
import WireText

/// An EC P-256 key that this service signs tokens with (ES256, RFC 7518 section 3.4).
package struct SigningKey: Sendable {
  private(set) var privateKey: P256.Signing.PrivateKey

  /// A new key. Its id does not begin with a hyphen, since a command line would read it as an
  /// option.
  package init() {
    repeat { privateKey = P256.Signing.PrivateKey() } while keyID.hasPrefix("-")
  }

  /// Reads a private key, PKCS #8 or SEC 1.
  ///
  /// - Throws: `notASigningKey`.
  package init(pem: Secret) throws(KeyFault) {
    guard let key = try? P256.Signing.PrivateKey(pemRepresentation: pem.revealed) else {
      throw .notASigningKey
    }
    privateKey = key
  }

  /// The private key, PKCS #8 in PEM.
  package var pem: Secret { Secret(privateKey.pemRepresentation) }

  /// The public key, SubjectPublicKeyInfo in PEM.
  package var publicPEM: String { privateKey.publicKey.pemRepresentation }

  /// The key's `kid`: its JWK thumbprint with SHA-256 (RFC 7638 section 3), 43 characters.
  package var keyID: String {
    let (x, y) = coordinates
    // RFC 7638 section 3.2 prescribes the members and their order, without blanks.
    var members = JSONText()
    for (name, value) in [("crv", "P-256"), ("kty", "EC"), ("x", x), ("y", y)] {
      members.add(name, value)
    }
    return Base64URL.encode(SHA256.hash(data: Array(members.text.utf8)))
  }

  /// The public key as a JSON Web Key (RFC 7517 section 4).
  package var publicJWK: String { jwk.text }

  private var jwk: JSONText {
    let (x, y) = coordinates
    var members = JSONText()
    for (name, value) in [
      ("kty", "EC"), ("crv", "P-256"), ("use", "sig"), ("alg", "ES256"), ("kid", keyID), ("x", x),
      ("y", y),
    ] {
      members.add(name, value)
    }
    return members
  }

  /// The public key as a JWK Set with one key (RFC 7517 section 5).
  package var jwks: String { Self.jwks(of: [self]) }

  /// The public keys as a JWK Set (RFC 7517 section 5).
  package static func jwks(of keys: [SigningKey]) -> String {
    var set = JSONText()
    set.add("keys", keys.map(\.jwk))
    return set.text
  }

  private var coordinates: (x: String, y: String) {
    let point = Array(privateKey.publicKey.rawRepresentation)
    return (Base64URL.encode(point.prefix(32)), Base64URL.encode(point.suffix(32)))
  }
}
