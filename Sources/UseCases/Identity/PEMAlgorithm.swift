import FoundationEssentials

/// The algorithm that a key in PEM declares.
///
/// swift-crypto does not check it for every key. It accepts an X25519 private key as Ed25519, and
/// an RSASSA-PSS key as any RSA key.
enum PEMAlgorithm {
  /// The AlgorithmIdentifier of Ed25519: a sequence of 1.3.101.112 alone (RFC 8410 section 3).
  static let ed25519: [UInt8] = [0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70]
  /// The object identifier id-RSASSA-PSS, 1.2.840.113549.1.1.10 (RFC 4055 section 3.1).
  static let rsaPSS: [UInt8] = [
    0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A,
  ]

  /// Whether the PEM text contains `name` in DER. The random bytes of a key match by chance at most
  /// once in 2^45.
  static func isNamed(_ name: [UInt8], in pem: String) -> Bool {
    let parts = pem.split(separator: "-----").drop { !$0.hasPrefix("BEGIN ") }
    guard let body = parts.dropFirst().first,
      let der = Data(base64Encoded: String(body), options: .ignoreUnknownCharacters)
    else { return false }
    return der.contains(name)
  }
}
