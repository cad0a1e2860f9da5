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
/// All are dropped when an issuer's keys change, so that a key that was taken away stops counting at
/// once.
package final class VerifiedTokens: Sendable {
  /// How many tokens are kept at most.
  package static let capacity = 10_000

  private struct Generations {
    var young: [SHA256.Digest: TokenClaims] = [:]
    var old: [SHA256.Digest: TokenClaims] = [:]
    var keyVersion = 0

    mutating func follow(keyVersion version: Int) {
      if version != keyVersion { self = Generations(keyVersion: version) }
    }
  }

  private let generations = Mutex(Generations())

  /// The claims of a token that was valid before and has not reached its `exp`. The caller checks
  /// them against the clock again.
  ///
  /// - Parameter keyVersion: changes when keys do.
  func claims(of token: SHA256.Digest, now: Int64, keyVersion: Int) -> TokenClaims? {
    generations.withLock { generations in
      generations.follow(keyVersion: keyVersion)
      guard let claims = generations.young[token] ?? generations.old[token] else { return nil }
      guard claims.expires > Double(now) else {
        generations.young[token] = nil
        generations.old[token] = nil
        return nil
      }
      return claims
    }
  }

  /// Keeps the claims of a valid token, unless it lives on leeway only or the keys have changed since
  /// it was looked for.
  func keep(_ claims: TokenClaims, of token: SHA256.Digest, now: Int64, keyVersion: Int) {
    guard claims.expires > Double(now) else { return }
    generations.withLock { generations in
      guard generations.keyVersion == keyVersion else { return }
      if generations.young.count >= Self.capacity / 2 {
        generations.old = generations.young
        generations.young = [:]
      }
      generations.young[token] = claims
    }
  }

  /// How many tokens are kept.
  package var count: Int { generations.withLock { $0.young.count + $0.old.count } }
}
