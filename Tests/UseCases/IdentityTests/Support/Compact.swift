import Foundation

/// base64url without padding, by Foundation.
func base64URL(_ bytes: some Sequence<UInt8>) -> String {
  Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
    .replacing("=", with: "")
}

/// The bytes of base64url without padding, by Foundation.
func bytes(base64URL text: String) -> [UInt8] {
  var padded = text.replacing("-", with: "+").replacing("_", with: "/")
  padded += String(repeating: "=", count: (4 - padded.utf8.count % 4) % 4)
  return Array(Data(base64Encoded: padded) ?? Data())
}

/// Creates tokens with any header and claims.
enum Compact {
  static func token(
    header: [UInt8], claims: [UInt8], key: TestKey
  ) throws -> String {
    let signed = base64URL(header) + "." + base64URL(claims)
    return signed + "." + base64URL(try key.signature(of: Array(signed.utf8)))
  }

  static func token(
    header: Members? = nil, claims: Members = .claims, key: TestKey = .ec
  ) throws -> String {
    let header = header ?? .header(key)
    return try token(
      header: Array(header.text.utf8), claims: Array(claims.text.utf8), key: key)
  }

  /// The three segments of a token.
  static func segments(_ token: String) -> [String] {
    token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
  }

  /// The token with another signature.
  static func token(_ token: String, signature: [UInt8]) -> String {
    (segments(token).prefix(2) + [base64URL(signature)]).joined(separator: ".")
  }
}
