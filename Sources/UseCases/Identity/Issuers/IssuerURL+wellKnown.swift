extension IssuerURL {
  /// Where an issuer of this address publishes what it is, in the order to try: RFC 8414 section 3.1
  /// puts its name between host and path, OpenID Connect Discovery 1.0 section 4 after the path. A
  /// terminating slash of the issuer is left out by both.
  ///
  /// - Throws: `query`, or what `init` throws.
  package var discoveryDocuments: [IssuerURL] {
    get throws(IssuerURLFault) {
      guard !text.utf8.contains(UInt8(ascii: "?")) else { throw .query }
      let (origin, path) = originAndPath
      return [
        try IssuerURL("\(origin)/.well-known/oauth-authorization-server\(path)"),
        try IssuerURL("\(origin)\(path)/.well-known/openid-configuration"),
      ]
    }
  }

  private var originAndPath: (origin: Substring, path: Substring) {
    let schemeLength = isPlain ? "http://".count : "https://".count
    let authority = text.dropFirst(schemeLength)
    guard let slash = authority.firstIndex(of: "/") else { return (text[...], "") }
    let path = text[slash...]
    return (text[..<slash], path.hasSuffix("/") ? path.dropLast() : path)
  }
}
