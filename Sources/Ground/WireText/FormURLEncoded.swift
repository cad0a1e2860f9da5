/// `application/x-www-form-urlencoded` (WHATWG URL, section 5.1), read strictly.
package enum FormURLEncoded {
  /// The text that `bytes` encode.
  ///
  /// - Parameter plusIsSpace: false for a path, where a plus is a plus.
  /// - Returns: nil if a percent sign begins no escape, or if the text has a NUL or is not UTF-8.
  package static func decode(
    _ bytes: some Sequence<UInt8>, plusIsSpace: Bool = true
  ) -> String? {
    var decoded: [UInt8] = []
    var iterator = bytes.makeIterator()
    while let byte = iterator.next() {
      switch byte {
      case UInt8(ascii: "+") where plusIsSpace: decoded.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        guard let high = iterator.next(), let low = iterator.next(),
          let byte = Hexadecimal.byte(high, low)
        else { return nil }
        decoded.append(byte)
      default: decoded.append(byte)
      }
    }
    guard !decoded.contains(0) else { return nil }
    return String(validating: decoded, as: UTF8.self)
  }
}
