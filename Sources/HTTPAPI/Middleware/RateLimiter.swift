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
  /// The clock by which buckets fill.
  package var now: @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }

  package init() {}
}

/// The buckets of one kind of event, such as an account's uploads or an address's failed
/// authentications.
///
/// A bucket is kept as the moment at which it will be full again: a token taken puts it off by the
/// time that a token takes to come back. A bucket that is full is forgotten, so memory follows what
/// happened in the last minute.
package final class RateLimiter: Sendable {
  private struct State {
    /// By bytes: String would let two share a bucket whose names only look alike.
    var fullAt: [[UInt8]: ContinuousClock.Instant] = [:]
    var sweepAt = 1024
  }

  /// How long an empty bucket takes to fill.
  private static let timeToFill = Duration.seconds(60)

  /// How long a token takes to come back, to the attosecond below.
  private let timeOfToken: Duration
  private let now: @Sendable () -> ContinuousClock.Instant
  private let state = Mutex(State())

  /// - Parameters:
  ///   - perMinute: how fast a bucket fills, and how much it holds; at least 1.
  ///   - now: the clock.
  package init(perMinute: Int, now: @escaping @Sendable () -> ContinuousClock.Instant) {
    timeOfToken = Self.timeToFill / perMinute
    self.now = now
  }

  /// The whole seconds until the key's bucket has a token; nil where it has one.
  func wait(for key: String) -> Int? {
    let now = self.now()
    let key = Array(key.utf8)
    return state.withLock { Self.wait(until: next(of: key, at: now, in: $0), at: now) }
  }

  /// Takes a token from the key's bucket.
  ///
  /// - Returns: nil, or where the bucket is empty the whole seconds until it has a token.
  @discardableResult
  package func take(_ key: String) -> Int? {
    let now = self.now()
    let key = Array(key.utf8)
    return state.withLock { state -> Int? in
      if state.fullAt.count >= state.sweepAt {
        state.fullAt = state.fullAt.filter { $0.value > now }
        state.sweepAt = max(1024, state.fullAt.count * 2)
      }
      let next = next(of: key, at: now, in: state)
      if let seconds = Self.wait(until: next, at: now) { return seconds }
      state.fullAt[key] = next
      return nil
    }
  }

  /// How many buckets are kept.
  package var bucketCount: Int { state.withLock { $0.fullAt.count } }

  /// When the bucket will be full again if a token is taken now.
  private func next(
    of key: [UInt8], at now: ContinuousClock.Instant, in state: State
  ) -> ContinuousClock.Instant {
    max(state.fullAt[key] ?? now, now) + timeOfToken
  }

  private static func wait(
    until next: ContinuousClock.Instant, at now: ContinuousClock.Instant
  ) -> Int? {
    let wait = now.duration(to: next) - timeToFill
    return wait <= .zero ? nil : wait.wholeSecondsUp
  }
}

extension Duration {
  fileprivate var wholeSecondsUp: Int {
    Int(components.seconds) + (components.attoseconds > 0 ? 1 : 0)
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
    if let seconds = limiter.take(token.account ?? token.clientID ?? "") {
      throw APIError.rateLimited(retryAfter: seconds)
    }
    return try await next(request, context)
  }
}
