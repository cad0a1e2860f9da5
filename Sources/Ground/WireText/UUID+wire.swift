package import Foundation

extension UUID {
  /// The form of RFC 9562 section 4, in lower case. Foundation's property is slower, since it uses
  /// printf.
  package var wireText: String {
    withUnsafeBytes(of: uuid) { bytes in
      String(unsafeUninitializedCapacity: 36) { text in
        var end = 0
        func append(_ byte: UInt8) {
          text[end] = byte
          end += 1
        }
        for (place, byte) in bytes.enumerated() {
          if place == 4 || place == 6 || place == 8 || place == 10 { append(UInt8(ascii: "-")) }
          append(Hexadecimal.digit(byte >> 4))
          append(Hexadecimal.digit(byte & 0xF))
        }
        return end
      }
    }
  }

  /// Reads the form of RFC 9562 section 4 in either letter case; nil for any other text.
  ///
  /// Foundation reads through scanf, which also accepts signs and blanks among the digits.
  package init?(wireText text: String) {
    guard let id = UUID(uuidString: text), id.wireText == text.lowercased() else { return nil }
    self = id
  }

  /// A random UUID (version 4). Foundation opens the system's random source for each UUID.
  package static func random() -> UUID {
    var generator = SystemRandomNumberGenerator()
    var value: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    withUnsafeMutableBytes(of: &value) { bytes in
      bytes.storeBytes(of: generator.next(), as: UInt64.self)
      bytes.storeBytes(of: generator.next(), toByteOffset: 8, as: UInt64.self)
    }
    // RFC 9562 section 5.4: the version and the variant.
    value.6 = value.6 & 0x0F | 0x40
    value.8 = value.8 & 0x3F | 0x80
    return UUID(uuid: value)
  }
}
