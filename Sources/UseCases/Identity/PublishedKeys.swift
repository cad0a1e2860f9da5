import Synchronization

/// A snapshot of an issuer's keys, ready for use.
package final class PublishedKeys: Sendable {
  let verifier: SignatureVerifier
  /// Greater than the version of every earlier instance in this process.
  let version: Int

  private static let versions = Atomic<Int>(0)

  /// Prepares the keys.
  ///
  /// - Throws: `noUsableKey` without keys.
  package init(_ keys: VerificationKeys) async throws(KeyFault) {
    verifier = try await SignatureVerifier(keys: keys)
    version = Self.versions.add(1, ordering: .relaxed).newValue
  }
}
