/// Percent-encoding that leaves RFC 3986's unreserved characters alone, and nothing else: what the
/// signatures of links are made over.
package enum PercentEncoding {
  /// - Parameter keepingSlashes: whether `/` stays too, as in the path of an object's key.
  package static func encode(_ text: String, keepingSlashes: Bool = false) -> String {
    var encoded: [UInt8] = []
    for byte in text.utf8 {
      if isUnreserved(byte) || keepingSlashes && byte == UInt8(ascii: "/") {
        encoded.append(byte)
      } else {
        encoded.append(UInt8(ascii: "%"))
        encoded.append(hexadecimal: byte, letters: UInt8(ascii: "A"))
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

extension Sequence<UInt8> {
  /// The bytes in lower-case hexadecimal.
  package var hexadecimal: String {
    var digits: [UInt8] = []
    digits.reserveCapacity(2 * underestimatedCount)
    for byte in self { digits.append(hexadecimal: byte, letters: UInt8(ascii: "a")) }
    return String(decoding: digits, as: UTF8.self)
  }
}

extension [UInt8] {
  /// - Parameter letters: the digit of 10, and with it the case.
  fileprivate mutating func append(hexadecimal byte: UInt8, letters: UInt8) {
    func digit(_ value: UInt8) -> UInt8 {
      value < 10 ? UInt8(ascii: "0") + value : letters + (value - 10)
    }
    append(digit(byte >> 4))
    append(digit(byte & 15))
  }
}
