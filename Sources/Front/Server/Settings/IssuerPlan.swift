import Identity

/// The source of each issuer's keys, from two settings with lists in the same order: the issuers
/// and the key locations.
package struct IssuerPlan: Sendable {
  /// The word for an issuer whose keys are in this installation's own files and settings.
  static let localWord = "keys"
  /// The word for an issuer whose metadata names the location.
  static let discoveryWord = "discover"

  /// The issuers that publish their keys.
  private(set) var published: [(issuer: String, location: KeyLocation)] = []
  /// The issuers whose keys were given. Empty means any issuer, if no issuer publishes keys.
  package private(set) var ofLocalKeys: [String] = []

  var names: [String] { published.map(\.issuer) + ofLocalKeys }

  /// Whether an issuer may have signed with the given keys.
  var mayUseLocalKeys: Bool { published.isEmpty || !ofLocalKeys.isEmpty }

  /// - Throws: `wrong` for `tokenIssuer` or `tokenJWKSURL`.
  init(issuers: [String], locations: [String]) throws(Settings.Fault) {
    guard Set(issuers).count == issuers.count else {
      throw .wrong(
        .tokenIssuer, value: issuers.joined(separator: ","),
        expected: "a list that names each issuer once")
    }
    guard !locations.isEmpty else {
      ofLocalKeys = issuers
      return
    }
    guard locations.count == issuers.count else {
      throw .wrong(
        .tokenJWKSURL, value: locations.joined(separator: ","),
        expected: "a list of \(issuers.count), as \(Setting.tokenIssuer.variable) is")
    }
    for (issuer, location) in zip(issuers, locations) {
      switch location {
      case Self.localWord: ofLocalKeys.append(issuer)
      case Self.discoveryWord: published.append((issuer, .discovery))
      default: published.append((issuer, .jwks(try Self.url(location))))
      }
    }
  }

  private static func url(_ text: String) throws(Settings.Fault) -> IssuerURL {
    do throws(IssuerURLFault) {
      return try IssuerURL(text)
    } catch {
      throw .wrong(
        .tokenJWKSURL, value: text,
        expected: "\(error.description), nor \(discoveryWord) or \(localWord)")
    }
  }
}
