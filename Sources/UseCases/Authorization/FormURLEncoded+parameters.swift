package import WireText

extension FormURLEncoded {
  /// The values of the parameters in `names`; others are ignored. A parameter with an empty value
  /// is treated as absent (RFC 6749 section 3.2).
  ///
  /// - Throws: `invalidRequest` if one of `names` is repeated, or if the form is malformed.
  ///   Parameters that are ignored may repeat, as `resource` does (RFC 8707 section 2).
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
        throw .invalidRequest(
          "The body is not well-formed application/x-www-form-urlencoded. Encode each value.")
      }
      guard names.contains(name) else { continue }
      guard seen.insert(name).inserted else {
        throw .invalidRequest("The parameter \(name) is repeated. Send it once.")
      }
      if !value.isEmpty { parameters[name] = value }
    }
    return parameters
  }
}
