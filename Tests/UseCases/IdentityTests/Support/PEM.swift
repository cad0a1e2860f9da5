import Foundation

/// DER (X.690) in PEM, of the few forms that public keys have. Numbers are big-endian.
enum PEM {
  static func text(_ der: [UInt8], label: String = "PUBLIC KEY") -> String {
    let base64 = Data(der).base64EncodedString(options: [
      .lineLength64Characters, .endLineWithLineFeed,
    ])
    return "-----BEGIN \(label)-----\n\(base64)\n-----END \(label)-----\n"
  }

  /// SubjectPublicKeyInfo of an Ed25519 key (RFC 8410 section 4).
  static func ed25519(_ point: some Sequence<UInt8>) -> String {
    text(sequence(sequence([0x06, 3, 0x2B, 0x65, 0x70]) + bits(Array(point))))
  }

  /// SubjectPublicKeyInfo of an RSA key (RFC 3279 section 2.3.1).
  static func rsa(modulus: [UInt8], exponent: [UInt8]) -> String {
    let algorithm = sequence(
      [0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 1] + [0x05, 0])
    return text(sequence(algorithm + bits(sequence(integer(modulus) + integer(exponent)))))
  }

  static func der(_ pem: String) -> [UInt8] {
    let lines = pem.split(separator: "\n").filter { !$0.hasPrefix("-----") }
    return Array(Data(base64Encoded: lines.joined()) ?? Data())
  }

  private static func sequence(_ content: [UInt8]) -> [UInt8] { [0x30] + length(content) + content }

  private static func bits(_ content: [UInt8]) -> [UInt8] {
    [0x03] + length([0] + content) + [0] + content
  }

  private static func integer(_ number: [UInt8]) -> [UInt8] {
    let content = (number.first ?? 0) < 0x80 ? number : [0] + number
    return [0x02] + length(content) + content
  }

  private static func length(_ content: [UInt8]) -> [UInt8] {
    if content.count < 0x80 { return [UInt8(content.count)] }
    if content.count < 0x100 { return [0x81, UInt8(content.count)] }
    return [0x82, UInt8(content.count >> 8), UInt8(content.count & 0xFF)]
  }
}
