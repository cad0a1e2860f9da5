/// Keys that do not change while the process runs.
package struct FixedKeys: KeySource {
  /// The keys.
  package let published: PublishedKeys?

  /// Prepares the keys.
  ///
  /// - Throws: `noUsableKey` without keys.
  package init(_ keys: VerificationKeys) async throws(KeyFault) {
    published = try await PublishedKeys(keys)
  }

  /// The keys. There is nothing to fetch.
  package func refreshed() async -> PublishedKeys? { published }
}
