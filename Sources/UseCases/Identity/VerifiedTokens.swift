import Crypto
import Synchronization

/// The tokens that were found valid a short while ago, so that a client's next request costs a hash
/// instead of a signature.
///
/// Owned by `TokenVerifier`. Only successes are kept, under the SHA-256 of the whole token,
/// signature included. Two generations of half the capacity: when the young one is full it becomes
/// the old one, and what was old is dropped. That bounds the memory without a list of uses.
///
///     absent -> young -> old -> absent      (a hit in old stays in old)
///
/// Each is kept with the keys that verified it: the caller asks again where its issuer has others by
/// now, or none, so that a key that was taken away stops counting at once.
package final class VerifiedTokens: Sendable {
  /// How many tokens are kept at most.
  package static let capacity = 10_000

  /// What was found, and by which keys.
  struct Entry {
    let claims: TokenClaims
    /// The place of the issuer among those that the verifier believes.
    let issuer: Int
    /// Of the issuer's keys.
    let keyVersion: Int
  }

  private struct Generations {
    var young: [SHA256.Digest: Entry] = [:]
    var old: [SHA256.Digest: Entry] = [:]
  }

  private let generations = Mutex(Generations())

  /// What was found of a token that was valid before and has not reached its `exp`. The caller checks
  /// it against the clock and the issuer's keys again.
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

  /// Keeps what was found of a valid token, unless it lives on leeway only.
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

  /// How many tokens are kept.
  package var count: Int { generations.withLock { $0.young.count + $0.old.count } }
}
