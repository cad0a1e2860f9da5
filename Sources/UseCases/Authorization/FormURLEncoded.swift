/// `application/x-www-form-urlencoded` (WHATWG URL, section 5.1), strictly: text is UTF-8 without
/// NUL, and a percent sign begins an escape.
package enum FormURLEncoded {
  /// The text that `bytes` stand for; nil where they are none.
  ///
  /// - Parameter plusIsSpace: false for a path, where a plus is a plus.
  package static func decode(
    _ bytes: some Sequence<UInt8>, plusIsSpace: Bool = true
  ) -> String? {
    var decoded: [UInt8] = []
    var iterator = bytes.makeIterator()
    while let byte = iterator.next() {
      switch byte {
      case UInt8(ascii: "+") where plusIsSpace: decoded.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        guard let high = iterator.next().flatMap(digit), let low = iterator.next().flatMap(digit)
        else { return nil }
        decoded.append(high << 4 | low)
      default: decoded.append(byte)
      }
    }
    guard !decoded.contains(0) else { return nil }
    return String(validating: decoded, as: UTF8.self)
  }

  /// The values of the parameters in `names`; others are ignored. An empty value counts as none
  /// (RFC 6749 section 3.2).
  ///
  /// - Throws: `invalidRequest` where one of `names` is repeated, or text is malformed. Parameters
  ///   that are ignored may repeat, as `resource` does (RFC 8707 section 2).
  package static func parameters(
    _ names: Set<String>, in form: [UInt8]
  ) throws(TokenRefusal) -> [String: String] {
    var parameters: [String: String] = [:]
    var seen: Set<String> = []
    for pair in form.split(separator: UInt8(ascii: "&")) {
      let encodedName = pair.prefix { $0 != UInt8(ascii: "=") }
      guard let name = decode(encodedName),
        let value = decode(pair.dropFirst(encodedName.count + 1))
      else {
        throw .invalidRequest("The body is not well-formed application/x-www-form-urlencoded.")
      }
      guard names.contains(name) else { continue }
      guard seen.insert(name).inserted else {
        throw .invalidRequest("The parameter \(name) may be given only once.")
      }
      if !value.isEmpty { parameters[name] = value }
    }
    return parameters
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
