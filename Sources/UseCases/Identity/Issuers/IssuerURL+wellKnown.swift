extension IssuerURL {
  /// The URLs of an issuer's metadata, in the order to try.
  ///
  /// RFC 8414 section 3.1 inserts the well-known name between host and path; OpenID Connect
  /// Discovery 1.0 section 4 appends it to the path. Both drop a slash at the end of the issuer.
  ///
  /// - Throws: `query`, or the errors of `init`.
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
