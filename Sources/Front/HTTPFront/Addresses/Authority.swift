/// What a `Host` field and a request target call the server: a host and perhaps a port
/// (RFC 3986, section 3.2).
enum Authority {
  /// Whether the text can be one: no user, no blanks, nothing that would end it in a URL. Empty is
  /// allowed, as in RFC 9112, section 3.2.
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

  /// In bytes: the longest name of a host and a port.
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
