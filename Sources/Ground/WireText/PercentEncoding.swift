/// Percent-encoding (RFC 3986 section 2.1) of every byte except the unreserved characters.
///
/// Signatures of links cover this form, so it must not change.
package enum PercentEncoding {
  /// The text, with every byte that is not an unreserved character as `%` and two upper-case
  /// digits.
  ///
  /// - Parameter keepingSlashes: whether `/` stays too, as in the path of an object's key.
  package static func encode(_ text: String, keepingSlashes: Bool = false) -> String {
    var encoded: [UInt8] = []
    for byte in text.utf8 {
      if isUnreserved(byte) || keepingSlashes && byte == UInt8(ascii: "/") {
        encoded.append(byte)
      } else {
        encoded += "%\(Hexadecimal.text(byte, isUpperCase: true))".utf8
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"):
      true
    default: false
    }
  }
}
