import Synchronization

/// The buckets of one kind of event that this process counts by itself, such as an address's failed
/// authentications. What all replicas count together is a `RateBudget`.
///
/// A bucket is kept as the moment at which it will be full again: a token taken puts it off by the
/// time that a token takes to come back. A bucket that is full is forgotten, so memory follows what
/// happened in the last minute.
package final class RateLimiter: Sendable {
  private struct State {
    /// By bytes: String would let two share a bucket whose names only look alike.
    var fullAt: [[UInt8]: ContinuousClock.Instant] = [:]
    /// How many buckets are looked through for full ones, at most once a second.
    var sweepAt: Int
    var sweptAt: ContinuousClock.Instant?
  }

  /// The key of those who share a bucket; no text of UTF-8 is that.
  private static let shared: [UInt8] = [0xFF]

  /// How long an empty bucket takes to fill.
  private static let timeToFill = Duration.seconds(60)

  /// How long a token takes to come back, to the attosecond below.
  private let timeOfToken: Duration
  private let now: @Sendable () -> ContinuousClock.Instant
  private let state: Mutex<State>

  /// How many buckets are kept at most.
  private let mostBuckets: Int

  /// - Parameters:
  ///   - perMinute: how fast a bucket fills, and how much it holds; at least 1.
  ///   - mostBuckets: with so many in use, those who have none share one.
  ///   - now: the clock.
  package init(
    perMinute: Int, mostBuckets: Int = .max,
    now: @escaping @Sendable () -> ContinuousClock.Instant
  ) {
    timeOfToken = Self.timeToFill / perMinute
    self.mostBuckets = mostBuckets
    state = Mutex(State(sweepAt: min(mostBuckets, 1024)))
    self.now = now
  }

  /// The whole seconds until the key's bucket has a token; nil where it has one.
  func wait(for key: [UInt8]) -> Int? {
    let now = self.now()
    return state.withLock { Self.wait(until: next(of: key, at: now, in: $0), at: now) }
  }

  /// Takes a token from the key's bucket.
  ///
  /// - Returns: nil, or where the bucket is empty the whole seconds until it has a token.
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

  /// As `take`, for a text.
  @discardableResult
  package func take(_ key: String) -> Int? { take(Array(key.utf8)) }

  /// How many buckets are kept.
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
  /// Whole seconds that are no less.
  var wholeSecondsUp: Int {
    Int(components.seconds) + (components.attoseconds > 0 ? 1 : 0)
  }
}
