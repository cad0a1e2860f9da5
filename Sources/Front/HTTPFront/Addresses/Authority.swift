/// The host and optional port of a `Host` field or a request target (RFC 3986, section 3.2).
enum Authority {
  /// Whether the text is an authority without a user. It has no space and no character that ends an
  /// authority in a URL. An empty text is valid (RFC 9112, section 3.2).
  static func isValid(_ text: some StringProtocol) -> Bool {
    guard text.utf8.count <= maximumLength else { return false }
    var rest = text.utf8[...]
    if rest.first == UInt8(ascii: "[") {
      guard let end = rest.firstIndex(of: UInt8(ascii: "]")),
        rest[..<end].dropFirst().allSatisfy(isOfIPLiteral)
      else { return false }
      rest = rest[rest.index(after: end)...]
    } else {
      rest = rest.drop(while: isOfName)
    }
    guard let colon = rest.first else { return true }
    return colon == UInt8(ascii: ":") && rest.dropFirst().allSatisfy(isDigit)
  }

  /// The longest name of a host and a port, in bytes.
  static let maximumLength = 261

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isOfName(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
      || "-._~%!$&'()*+,;=".utf8.contains(byte)
  }

  private static func isOfIPLiteral(_ byte: UInt8) -> Bool {
    isOfName(byte) || byte == UInt8(ascii: ":")
  }
}
