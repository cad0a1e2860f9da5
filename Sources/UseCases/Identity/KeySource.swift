import Synchronization

/// The keys of an issuer as they were at one time, ready for use.
package final class PublishedKeys: Sendable {
  let verifier: SignatureVerifier
  /// Greater than that of every instance made before in this process.
  let version: Int

  private static let versions = Atomic<Int>(0)

  /// - Throws: `noUsableKey` without keys.
  package init(_ keys: VerificationKeys) async throws(KeyFault) {
    verifier = try await SignatureVerifier(keys: keys)
    version = Self.versions.add(1, ordering: .relaxed).newValue
  }
}

/// Where an issuer's keys come from: fixed ones, this installation's own, or what an issuer publishes.
package protocol KeySource: Sendable {
  /// The keys as far as they are known; nil where none could be had yet.
  var published: PublishedKeys? { get }

  /// Looks for newer keys because a token names one that is not among them. How often that reaches
  /// the issuer is bounded; otherwise the answer is what is known.
  func publishedAnew() async -> PublishedKeys?
}

/// Keys that were given, and are replaced as a whole.
package final class GivenKeys: KeySource {
  private let current: Mutex<PublishedKeys>

  /// - Throws: `noUsableKey` without keys.
  package init(_ keys: VerificationKeys) async throws(KeyFault) {
    current = Mutex(try await PublishedKeys(keys))
  }

  package var published: PublishedKeys? { current.withLock(\.self) }

  package func publishedAnew() async -> PublishedKeys? { published }

  /// From now on only these are believed.
  ///
  /// - Throws: `noUsableKey` without keys; the old ones stay.
  package func replace(with keys: VerificationKeys) async throws(KeyFault) {
    let new = try await PublishedKeys(keys)
    current.withLock { $0 = new }
  }
}

/// Keys that do not change while the process runs.
package struct FixedKeys: KeySource {
  package let published: PublishedKeys?

  /// - Throws: `noUsableKey` without keys.
  package init(_ keys: VerificationKeys) async throws(KeyFault) {
    published = try await PublishedKeys(keys)
  }

  package func publishedAnew() async -> PublishedKeys? { published }
}

/// An issuer that is believed: its keys, and what its tokens must say.
package struct TrustedIssuer: Sendable {
  package let keys: any KeySource
  package let policy: TokenPolicy

  /// - Throws: `leeway` outside 0 to 60 s, `accountClaim` if empty.
  package init(keys: any KeySource, policy: TokenPolicy) throws(VerifierFault) {
    guard TokenPolicy.leeways.contains(policy.leeway) else { throw .leeway(policy.leeway) }
    guard !policy.accountClaim.isEmpty else { throw .accountClaim }
    self.keys = keys
    self.policy = policy
  }

  /// What the token says, if this issuer has signed it, and the version of the keys that tell.
  ///
  /// - Parameter refreshing: whether newer keys are looked for where those known do not do.
  func claims(
    of token: CompactToken, refreshing: Bool
  ) async throws(TokenFault) -> (claims: TokenClaims, keyVersion: Int) {
    var known = keys.published
    if known == nil, refreshing { known = await keys.publishedAnew() }
    guard var known else { throw .keysUnavailable }
    do {
      try known.verifier.verify(token)
    } catch {
      guard refreshing, known.verifier.mayMiss(keyOf: token) else { throw error }
      guard let newer = await keys.publishedAnew() else { throw .keysUnavailable }
      guard newer !== known else { throw error }
      try newer.verifier.verify(token)
      known = newer
    }
    try token.checkType()
    return (try TokenClaims(payload: token.payload, policy: policy), known.version)
  }
}
