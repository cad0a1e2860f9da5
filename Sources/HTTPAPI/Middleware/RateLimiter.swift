import Hummingbird
import Identity
import Synchronization

/// How many requests an account may make: a token bucket for each account and kind of request.
package struct RateLimits: Sendable {
  /// Uploads a minute, and the most at once.
  package var uploadsPerMinute = 120
  /// Reads a minute, and the most at once.
  package var readsPerMinute = 1200
  /// Requests of an administering client a minute, and the most at once.
  package var administrationPerMinute = 600

  package init() {}
}

/// The buckets of one kind of request.
///
/// A bucket that is full again is forgotten, so memory follows the accounts that were active in the
/// last minute.
final class RateLimiter: Sendable {
  private struct Bucket {
    var tokens: Double
    var filled: ContinuousClock.Instant
  }

  private struct State {
    var buckets: [String: Bucket] = [:]
    var sweepAt = 1024
  }

  private let capacity: Double
  private let now: @Sendable () -> ContinuousClock.Instant
  private let state = Mutex(State())

  /// - Parameters:
  ///   - perMinute: how fast a bucket fills, and how much it holds; at least 1.
  ///   - now: the clock.
  init(
    perMinute: Int, now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
  ) {
    capacity = Double(perMinute)
    self.now = now
  }

  /// Takes a token from the account's bucket.
  ///
  /// - Returns: nil, or where the bucket is empty the whole seconds until it has a token.
  func take(account: String) -> Int? {
    let now = self.now()
    return state.withLock { state -> Int? in
      if state.buckets.count >= state.sweepAt {
        state.buckets = state.buckets.filter { level(of: $0.value, at: now) < capacity }
        state.sweepAt = max(1024, state.buckets.count * 2)
      }
      let tokens = state.buckets[account].map { level(of: $0, at: now) } ?? capacity
      guard tokens >= 1 else { return max(1, Int(((1 - tokens) * 60 / capacity).rounded(.up))) }
      state.buckets[account] = Bucket(tokens: tokens - 1, filled: now)
      return nil
    }
  }

  private func level(of bucket: Bucket, at now: ContinuousClock.Instant) -> Double {
    let passed = bucket.filled.duration(to: now) / .seconds(1)
    return min(capacity, bucket.tokens + max(0, passed) * capacity / 60)
  }
}

/// Lets a request pass while its account, or administering client, is within its rate. Stands behind `ScopeMiddleware`.
struct RateLimitMiddleware: RouterMiddleware {
  typealias Context = APIContext

  let limiter: RateLimiter

  func handle(
    _ request: Request, context: APIContext,
    next: (Request, APIContext) async throws -> Response
  ) async throws -> Response {
    guard let token = context.token else { throw APIError.unexpected }
    // An administrator has no account; each of the installation's clients has its own rate.
    if let seconds = limiter.take(account: token.account ?? token.clientID ?? "") {
      throw APIError.rateLimited(retryAfter: seconds)
    }
    return try await next(request, context)
  }
}
