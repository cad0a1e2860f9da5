import Synchronization

/// Token buckets in the memory of this process, such as the buckets of failed authentications.
/// Budgets that all replicas share are a `RateBudget`.
///
/// A bucket is stored as the time at which it will be full. Taking a token moves that time by the
/// time that a token takes to refill. A full bucket is dropped, so that memory depends on the last
/// minute only.
package final class RateLimiter: Sendable {
  private struct State {
    /// By bytes: as String, two canonically equivalent names would share a bucket.
    var fullAt: [[UInt8]: ContinuousClock.Instant] = [:]
    /// The number of buckets at which the full ones are dropped, at most once a second.
    var sweepAt: Int
    var sweptAt: ContinuousClock.Instant?
  }

  /// The key of the shared bucket; not valid UTF-8.
  private static let shared: [UInt8] = [0xFF]

  /// How long an empty bucket takes to fill.
  private static let timeToFill = Duration.seconds(60)

  /// How long a token takes to refill, rounded down to the attosecond.
  private let timeOfToken: Duration
  private let now: @Sendable () -> ContinuousClock.Instant
  private let state: Mutex<State>

  /// The most buckets that are kept, without the shared one.
  private let mostBuckets: Int

  /// - Parameters:
  ///   - perMinute: tokens that a bucket holds, and that refill per minute; at least 1.
  ///   - mostBuckets: when this many are in use, further keys share one bucket.
  ///   - now: a monotonic clock.
  package init(
    perMinute: Int, mostBuckets: Int = .max,
    now: @escaping @Sendable () -> ContinuousClock.Instant
  ) {
    timeOfToken = Self.timeToFill / perMinute
    self.mostBuckets = mostBuckets
    state = Mutex(State(sweepAt: min(mostBuckets, 1024)))
    self.now = now
  }

  /// Whole seconds until the key's bucket has a token; nil if it has one.
  package func wait(for key: [UInt8]) -> Int? {
    let now = self.now()
    return state.withLock { Self.wait(until: next(of: key, at: now, in: $0), at: now) }
  }

  /// Takes a token from the key's bucket.
  ///
  /// - Returns: nil; if the bucket is empty, the whole seconds until it has a token.
  @discardableResult
  package func take(_ key: [UInt8]) -> Int? {
    let now = self.now()
    var key = key
    return state.withLock { state -> Int? in
      sweep(&state, at: now)
      if state.fullAt.count >= mostBuckets, state.fullAt[key] == nil { key = Self.shared }
      let next = next(of: key, at: now, in: state)
      if let seconds = Self.wait(until: next, at: now) { return seconds }
      state.fullAt[key] = next
      return nil
    }
  }

  /// Takes a token from the bucket of a text.
  @discardableResult
  package func take(_ key: String) -> Int? { take(Array(key.utf8)) }

  /// The number of buckets that are kept, with the shared one.
  package var bucketCount: Int { state.withLock { $0.fullAt.count } }

  private func sweep(_ state: inout State, at now: ContinuousClock.Instant) {
    guard state.fullAt.count >= state.sweepAt else { return }
    if let last = state.sweptAt, now - last < .seconds(1) { return }
    state.fullAt = state.fullAt.filter { $0.value > now }
    state.sweepAt = min(mostBuckets, max(1024, state.fullAt.count * 2))
    state.sweptAt = now
  }

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
  /// The duration in seconds, rounded up.
  var wholeSecondsUp: Int {
    Int(components.seconds) + (components.attoseconds > 0 ? 1 : 0)
  }
}
