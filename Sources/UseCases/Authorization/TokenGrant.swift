import Identity
package import Scheduling

/// The client credentials grant (RFC 6749 section 4.4). An authenticated client gets an access
/// token (RFC 9068) for its account or for the installation.
package struct TokenGrant: Sendable {
  /// The range of a token's lifetime, in seconds.
  package static let lifetimes: ClosedRange<Int> = 60...86_400

  /// A token and the other members of the response.
  package struct Granted: Sendable, Equatable {
    /// The encoded token.
    package let accessToken: String
    /// The token's lifetime in seconds.
    package let lifetime: Int64
    /// The scopes, separated by blanks.
    package let scope: String
  }

  private let ring: SigningKeyRing
  private let lifetime: Int64
  private let now: @Sendable () -> Int64

  /// - Parameters:
  ///   - ring: the signing keys.
  ///   - lifetime: the lifetime of a token in seconds, within `lifetimes`.
  ///   - now: seconds since 1970 UTC.
  package init(ring: SigningKeyRing, lifetime: Int64, now: @escaping @Sendable () -> Int64) {
    self.ring = ring
    self.lifetime = lifetime
    self.now = now
  }

  /// A token for the client with this id.
  ///
  /// - Throws: `invalidScope`, `unavailable`, `failed`
  package func token(
    for client: String, with credentials: ClientCredentials, scope: String?
  ) throws(TokenRefusal) -> Granted {
    let scopes = try Self.scopes(scope, allowed: credentials.scopes)
    let now = now()
    guard let issuer = ring.issuer(now: now) else { throw .unavailable(nil) }
    do {
      let token = try issuer.issue(
        for: credentials.owner, scopes: scopes, clientID: client, lifetime: lifetime, now: now)
      return Granted(accessToken: token, lifetime: lifetime, scope: scopes.scopeText)
    } catch {
      throw .failed(error)
    }
  }

  /// The requested scopes (RFC 6749 section 3.3), if the client is allowed all of them. If none are
  /// requested, all scopes that the client is allowed. Repeated scopes are merged.
  ///
  ///     scope       = scope-token *( SP scope-token )
  ///     scope-token = 1*( %x21 / %x23-5B / %x5D-7E )
  private static func scopes(
    _ requested: String?, allowed: [String]
  ) throws(TokenRefusal) -> Set<Scope> {
    let all = Set(allowed.compactMap(Scope.init(rawValue:)))
    guard let requested else { return all }
    let words = requested.utf8.split(separator: 0x20, omittingEmptySubsequences: false)
    var scopes: Set<Scope> = []
    for word in words {
      guard !word.isEmpty, word.allSatisfy(isScopeByte) else {
        throw .invalidScope(
          "The scope is not a list of scopes separated by single blanks. \(sentence(allowed: all))")
      }
      guard let scope = Scope(rawValue: String(Substring(word))), all.contains(scope) else {
        // An error_description may contain every byte that a scope may contain.
        let word = String(decoding: word.prefix(ShownText.longest), as: UTF8.self)
        throw .invalidScope(
          "The client is not allowed the scope '\(word)'. Separate scopes by blanks. "
            + sentence(allowed: all))
      }
      scopes.insert(scope)
    }
    return scopes
  }

  private static func sentence(allowed: Set<Scope>) -> String {
    allowed.isEmpty
      ? "The client has no scope. Ask the operator." : "It may request: \(allowed.scopeText)."
  }

  private static func isScopeByte(_ byte: UInt8) -> Bool {
    (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }
}
