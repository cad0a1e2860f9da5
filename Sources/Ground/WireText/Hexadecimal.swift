/// Hexadecimal digits, both ways.
package enum Hexadecimal {
  /// The digits of `number` with leading zeros, as many as its type has: two for a byte.
  ///
  /// - Parameter isUpperCase: whether the digits from ten on are `A` to `F`.
  @inlinable
  package static func text<Number: FixedWidthInteger & UnsignedInteger>(
    _ number: Number, isUpperCase: Bool = false
  ) -> String {
    let digits = String(number, radix: 16, uppercase: isUpperCase)
    return String(repeating: "0", count: Number.bitWidth / 4 - digits.utf8.count) + digits
  }

  /// The value of a digit in either letter case; nil if the byte is not a digit.
  package static func value(of digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }

  /// The byte that two digits spell in either letter case; nil if one of them is not a digit.
  package static func byte(_ high: UInt8, _ low: UInt8) -> UInt8? {
    guard let high = value(of: high), let low = value(of: low) else { return nil }
    return high << 4 | low
  }

  /// The lower-case digit of a value from 0 to 15.
  static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + (value - 10)
  }
}

extension Sequence<UInt8> {
  /// The bytes in lower-case hexadecimal.
  package var hexadecimal: String {
    var digits: [UInt8] = []
    digits.reserveCapacity(2 * underestimatedCount)
    for byte in self {
      digits.append(Hexadecimal.digit(byte >> 4))
      digits.append(Hexadecimal.digit(byte & 15))
    }
    return String(decoding: digits, as: UTF8.self)
  }
}
