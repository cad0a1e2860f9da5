/// Why a key or a key set is rejected. The sentences are for the operator and contain no key
/// material.
package enum KeyFault: Error, Equatable, CustomStringConvertible {
  /// The key set has more bytes than the limit, `VerificationKeys.longestKeySet`.
  case keySetTooLong
  /// The key set is not a JSON object with an array `keys` (RFC 7517 section 5).
  case keySetMalformed
  /// No key of the key set or of the settings can verify a token. The reasons, one per rejected
  /// key.
  case noUsableKey([String])
  /// The text is not a key in PEM, or the key is of a kind that is not accepted.
  case pemUnusable
  /// The PEM text is a certificate.
  case pemIsCertificate
  /// The PEM text has no P-256 private key.
  case notASigningKey
  /// The RSA modulus is outside 2048–8192 bits, the exponent is even or less than 3, or the library
  /// of CVE-2017-15361 made the key.
  case weakRSA
  /// The Ed25519 key is a point of small order.
  case weakEd25519
  /// The shared secret has fewer than 32 bytes (RFC 7518 section 3.2).
  case secretTooShort(bytes: Int)

  /// The cause and the fix.
  package var description: String {
    switch self {
    case .keySetTooLong:
      "The key set is longer than \(VerificationKeys.longestKeySet) bytes. Give the issuer's JWK "
        + "Set only."
    case .keySetMalformed:
      "The key set is not a JSON object with an array \"keys\" (RFC 7517). Give the document that "
        + "the issuer publishes at its jwks_uri."
    case .noUsableKey(let reasons) where reasons.isEmpty:
      "No key to verify access tokens is configured. Configure a JWK Set, a PEM key or a shared "
        + "secret."
    case .noUsableKey(let reasons):
      "No key of the key set is usable: " + reasons.joined(separator: "; ") + "."
    case .pemUnusable:
      "The PEM text is not an accepted key. Give one public or private key: RSA of 2048–8192 bits, "
        + "EC P-256 or Ed25519."
    case .pemIsCertificate:
      "The PEM text is a certificate. Give its public key: openssl x509 -pubkey -noout."
    case .notASigningKey:
      "The PEM text is not an EC P-256 private key, which signs the tokens. Create one: "
        + "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256."
    case .weakRSA:
      "The RSA key is weak or too large. Use a modulus of 2048–8192 bits, an odd exponent of at "
        + "least 3, and a key that is not affected by CVE-2017-15361."
    case .weakEd25519:
      "The Ed25519 key is a point of small order, for which anybody can sign. Create a new key."
    case .secretTooShort(let bytes):
      "The shared secret has \(bytes) bytes. Use at least \(VerificationKeys.shortestSecret), as "
        + "HS256 requires (RFC 7518 section 3.2)."
    }
  }
}
