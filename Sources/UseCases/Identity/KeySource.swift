/// A source of an issuer's keys: configured keys, this installation's own, or those that an issuer
/// publishes.
package protocol KeySource: Sendable {
  /// The known keys; nil if none could be fetched yet.
  var published: PublishedKeys? { get }

  /// Fetches newer keys because a token names an unknown one.
  ///
  /// The rate of fetches is limited. Beyond the limit, the known keys are returned.
  func refreshed() async -> PublishedKeys?
}
