/// Why a key or a key set cannot be used. The sentences are for the operator; they never contain
/// key material.
package enum KeyFault: Error, Equatable, CustomStringConvertible {
  /// The key set has more bytes than the limit, `VerificationKeys.longestKeySet`.
  case keySetTooLong
  /// The key set is not a JSON object with an array `keys` (RFC 7517 section 5).
  case keySetMalformed
  /// The key set, or what is configured, has no key that can verify a token.
  case noUsableKey([String])
  /// No PEM text of a key, or of a kind that is not accepted.
  case pemUnusable
  /// The PEM text holds a certificate.
  case pemIsCertificate
  /// The PEM text has no P-256 private key.
  case notASigningKey
  /// An RSA modulus outside 2048 to 8192 bits, an exponent that is even or less than 3, or a key
  /// made by the library of CVE-2017-15361.
  case weakRSA
  /// An Ed25519 key of small order.
  case weakEd25519
  /// The shared secret has fewer than 32 bytes (RFC 7518 section 3.2).
  case secretTooShort(bytes: Int)

  package var description: String {
    switch self {
    case .keySetTooLong:
      "The key set is longer than \(VerificationKeys.longestKeySet) bytes. Give the issuer's JWK "
        + "Set only."
    case .keySetMalformed:
      "The key set is not a JSON object with an array \"keys\" (RFC 7517). Give the document that "
        + "the issuer publishes at its jwks_uri."
    case .noUsableKey(let reasons) where reasons.isEmpty:
      "There is no key to verify access tokens with. Configure a JWK Set, a PEM key or a shared "
        + "secret."
    case .noUsableKey(let reasons):
      "No key of the key set can be used: " + reasons.joined(separator: "; ") + "."
    case .pemUnusable:
      "The PEM text is not a key that is accepted. Give one public or private key: RSA of 2048 to "
        + "8192 bits, EC P-256 or Ed25519."
    case .pemIsCertificate:
      "The PEM text is a certificate. Give its public key: openssl x509 -pubkey -noout."
    case .notASigningKey:
      "The PEM text is not an EC P-256 private key, which is what tokens are signed with."
    case .weakRSA:
      "The RSA key is not accepted: the modulus must have 2048 to 8192 bits, the exponent must be "
        + "odd and at least 3, and the key must not be one of CVE-2017-15361."
    case .weakEd25519:
      "The Ed25519 key is not accepted: it is a point of small order, for which anybody can sign."
    case .secretTooShort(let bytes):
      "The shared secret has \(bytes) bytes; HS256 needs at least "
        + "\(VerificationKeys.shortestSecret) (RFC 7518 section 3.2)."
    }
  }
}
