import Hummingbird
import Identity
import Synchronization

/// How many requests an account may make: a token bucket for each account and kind of request.
package struct RateLimits: Sendable {
  /// Uploads a minute, and the most at once.
  package var uploadsPerMinute = 120
  /// Reads a minute, and the most at once.
  package var readsPerMinute = 1200

  package init() {}
}

/// The buckets of one kind of event, such as an account's uploads or an address's failed
/// authentications.
///
/// A bucket that is full again is forgotten, so memory follows what happened in the last minute.
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

  /// The whole seconds until the key's bucket has a token; nil where it has one.
  func wait(for key: String) -> Int? {
    let now = self.now()
    let tokens = state.withLock { state in state.buckets[key].map { level(of: $0, at: now) } }
    return wait(at: tokens ?? capacity)
  }

  /// Takes a token from the key's bucket.
  ///
  /// - Returns: nil, or where the bucket is empty the whole seconds until it has a token.
  @discardableResult
  func take(_ key: String) -> Int? {
    let now = self.now()
    return state.withLock { state -> Int? in
      if state.buckets.count >= state.sweepAt {
        state.buckets = state.buckets.filter { level(of: $0.value, at: now) < capacity }
        state.sweepAt = max(1024, state.buckets.count * 2)
      }
      let tokens = state.buckets[key].map { level(of: $0, at: now) } ?? capacity
      if let seconds = wait(at: tokens) { return seconds }
      state.buckets[key] = Bucket(tokens: tokens - 1, filled: now)
      return nil
    }
  }

  private func wait(at tokens: Double) -> Int? {
    tokens >= 1 ? nil : max(1, Int(((1 - tokens) * 60 / capacity).rounded(.up)))
  }

  private func level(of bucket: Bucket, at now: ContinuousClock.Instant) -> Double {
    let passed = bucket.filled.duration(to: now) / .seconds(1)
    return min(capacity, bucket.tokens + max(0, passed) * capacity / 60)
  }
}

/// Lets a request pass while its account is within its rate. Stands behind `ScopeMiddleware`.
struct RateLimitMiddleware: RouterMiddleware {
  typealias Context = APIContext

  let limiter: RateLimiter

  func handle(
    _ request: Request, context: APIContext,
    next: (Request, APIContext) async throws -> Response
  ) async throws -> Response {
    if let account = context.token?.account, let seconds = limiter.take(account) {
      throw APIError.rateLimited(retryAfter: seconds)
    }
    return try await next(request, context)
  }
}
