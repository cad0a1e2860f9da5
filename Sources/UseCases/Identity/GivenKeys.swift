import Synchronization

/// Configured keys. A reload replaces all of them.
package final class GivenKeys: KeySource {
  private let current: Mutex<PublishedKeys>

  /// Starts with these keys.
  ///
  /// - Throws: `noUsableKey` without keys.
  package init(_ keys: VerificationKeys) async throws(KeyFault) {
    current = Mutex(try await PublishedKeys(keys))
  }

  /// The current keys.
  package var published: PublishedKeys? { current.withLock(\.self) }

  /// The current keys. There is nothing to fetch.
  package func refreshed() async -> PublishedKeys? { published }

  /// Trusts only these keys from now on.
  ///
  /// - Throws: `noUsableKey` without keys; then the old keys stay.
  package func replace(with keys: VerificationKeys) async throws(KeyFault) {
    let new = try await PublishedKeys(keys)
    current.withLock { $0 = new }
  }
}
