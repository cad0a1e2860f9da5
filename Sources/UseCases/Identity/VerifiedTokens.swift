import Crypto
import Synchronization

/// A cache of valid tokens, so that a client's next request costs a hash instead of a signature
/// check.
///
/// `TokenVerifier` owns it. Only successes are cached, under the SHA-256 of the whole token,
/// including the signature. There are two generations of half the capacity. When the young
/// generation is full, it replaces the old one. That bounds the memory without recording each use.
///
///     absent -> young -> old -> absent      (a hit in old stays in old)
///
/// Each token is cached with the version of the keys that verified it. If the issuer's keys have
/// changed since then, the caller verifies the token again. So a withdrawn key is no longer
/// trusted.
package final class VerifiedTokens: Sendable {
  /// The maximum number of tokens in the cache.
  package static let capacity = 10_000

  /// The result of a verification.
  struct Entry {
    let claims: TokenClaims
    /// The index of the issuer among the verifier's trusted issuers.
    let issuer: Int
    /// The version of the issuer's keys.
    let keyVersion: Int
  }

  private struct Generations {
    var young: [SHA256.Digest: Entry] = [:]
    var old: [SHA256.Digest: Entry] = [:]
  }

  private let generations = Mutex(Generations())

  /// The cached result for a token that has not reached its `exp`. The caller must check the time
  /// and the version of the issuer's keys again.
  func entry(of token: SHA256.Digest, now: Int64) -> Entry? {
    generations.withLock { generations in
      guard let entry = generations.young[token] ?? generations.old[token] else { return nil }
      guard entry.claims.expires > Double(now) else {
        generations.young[token] = nil
        generations.old[token] = nil
        return nil
      }
      return entry
    }
  }

  /// Caches the result for a valid token, unless the token is past its `exp` and valid only by
  /// leeway.
  func keep(_ entry: Entry, of token: SHA256.Digest, now: Int64) {
    guard entry.claims.expires > Double(now) else { return }
    generations.withLock { generations in
      if generations.young.count >= Self.capacity / 2 {
        generations.old = generations.young
        generations.young = [:]
      }
      generations.young[token] = entry
    }
  }

  /// The number of cached tokens.
  package var count: Int { generations.withLock { $0.young.count + $0.old.count } }
}
