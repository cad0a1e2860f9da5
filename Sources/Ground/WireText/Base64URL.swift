/// base64url without padding (RFC 7515 section 2, RFC 4648 section 5).
///
/// Each sequence of bytes has exactly one text, so a token has only one spelling.
package enum Base64URL {
  @usableFromInline
  static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  /// The bytes that `text` encodes.
  ///
  /// - Returns: nil if the text has padding, another character, an impossible length, or nonzero
  ///   trailing bits.
  @inlinable
  package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
    guard text.count % 4 != 1 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count * 3 / 4)
    var window: UInt32 = 0
    var bits = 0
    for character in text {
      guard let value = value(of: character) else { return nil }
      window = window << 6 | value
      bits += 6
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: window >> bits))
        window &= (1 << bits) - 1
      }
    }
    return window == 0 ? bytes : nil
  }

  /// The text that encodes `bytes`.
  @inlinable
  package static func encode(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    var window: UInt32 = 0
    var bits = 0
    for byte in bytes {
      window = (window << 8 | UInt32(byte)) & 0xFFFF
      bits += 8
      while bits >= 6 {
        bits -= 6
        text.append(alphabet[Int(window >> bits & 0x3F)])
      }
    }
    if bits > 0 { text.append(alphabet[Int(window << (6 - bits) & 0x3F)]) }
    return String(decoding: text, as: UTF8.self)
  }

  @usableFromInline
  static func value(of character: UInt8) -> UInt32? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "-"): 62
    case UInt8(ascii: "_"): 63
    default: nil
    }
  }
}
