/// A source of keys: configured keys, this installation's own keys, or the keys that an issuer
/// publishes.
package protocol KeySource: Sendable {
  /// The known keys; nil if none could be fetched yet.
  var published: PublishedKeys? { get }

  /// Fetches newer keys because a token names an unknown key.
  ///
  /// The rate of fetches is limited. Beyond the limit, it returns the known keys.
  func refreshed() async -> PublishedKeys?
}
