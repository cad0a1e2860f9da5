package import Store
import Synchronization

/// The tokens that this process can spend without the database, for callers of one kind.
///
/// A lease is a slice of a bucket, taken from the database, and expires after ten seconds. When it
/// is used up, the next request fetches another slice. Requests that arrive meanwhile fetch one
/// token each, so a process never holds more than one slice. An empty bucket is remembered until
/// its next token, and no longer than the lifetime of a lease:
///
///     none, expired or used up --slice asked for--> asking --tokens--> leased --last token
///     spent--+
///       ^ | | +<-------------------------------- empty <----+--none |
///       +<----------------------------------------------------------------------------------------+
package final class RateLeases: Sendable {
  /// How long a lease is trusted. A change of an account's budget takes effect within this time.
  package static let lifetime = Duration.seconds(10)

  /// Whether a request is within its budget.
  package enum Answer: Sendable, Equatable {
    /// The request is within its budget, which has this many requests left.
    case admitted(perMinute: Int, remaining: Int)
    /// The budget is used up, and has a token after this many whole seconds.
    case refused(perMinute: Int, seconds: Int)
  }

  /// The decision on a request, if this process can make one.
  package enum Decision: Sendable, Equatable {
    /// The decision, made without the database.
    case known(Answer)
    /// The database must be asked, for a slice or for one token.
    case unknown(isSlice: Bool)
  }

  private struct Lease {
    /// 0 until the first answer.
    var perMinute = 0
    /// The unspent tokens of the slice.
    var tokens = 0
    /// The tokens that the bucket kept at the last answer.
    var elsewhere = 0
    var emptyUntil: ContinuousClock.Instant
    var isAsking = true
    var lapsesAt: ContinuousClock.Instant
  }

  private struct State {
    /// By bytes: as String, two canonically equivalent names would share a lease.
    var leases: [[UInt8]: Lease] = [:]
    var sweepAt = 1024
  }

  private let now: @Sendable () -> ContinuousClock.Instant
  private let state = Mutex(State())

  /// - Parameter now: a monotonic clock.
  package init(now: @escaping @Sendable () -> ContinuousClock.Instant) { self.now = now }

  /// Decides on a request, and spends a token if this process has one.
  package func take(_ key: [UInt8]) -> Decision {
    let now = self.now()
    return state.withLock { state in
      guard let place = state.leases.index(forKey: key), state.leases.values[place].lapsesAt > now
      else {
        Self.sweep(&state, now: now)
        state.leases[key] = Lease(emptyUntil: now, lapsesAt: now + Self.lifetime)
        return .unknown(isSlice: true)
      }
      return Self.take(from: &state.leases.values[place], now: now)
    }
  }

  private static func take(
    from lease: inout Lease, now: ContinuousClock.Instant
  ) -> Decision {
    if lease.tokens > 0 {
      lease.tokens -= 1
      return .known(
        .admitted(perMinute: lease.perMinute, remaining: lease.tokens + lease.elsewhere))
    }
    if lease.emptyUntil > now {
      return .known(
        .refused(
          perMinute: lease.perMinute, seconds: now.duration(to: lease.emptyUntil).wholeSecondsUp))
    }
    defer { lease.isAsking = true }
    return .unknown(isSlice: !lease.isAsking)
  }

  /// Records the database's answer to a request whose decision was `.unknown`.
  package func settle(
    _ key: [UInt8], isSlice: Bool, with grant: RateBucketRepository.Grant
  ) -> Answer {
    let now = self.now()
    return state.withLock { state in
      var lease = state.leases[key] ?? Lease(emptyUntil: now, isAsking: false, lapsesAt: now)
      lease.perMinute = grant.perMinute
      lease.elsewhere = grant.remaining
      if isSlice {
        lease.tokens = max(0, grant.tokens - 1)
        lease.isAsking = false
        lease.lapsesAt = now + Self.lifetime
      }
      // The answer may be older than a slice that another request has fetched since.
      lease.emptyUntil = grant.tokens > 0 ? now : now + grant.wait
      state.leases[key] = lease
      guard grant.tokens > 0 else {
        return .refused(
          perMinute: grant.perMinute,
          seconds: max(1, now.duration(to: lease.emptyUntil).wholeSecondsUp))
      }
      return .admitted(perMinute: lease.perMinute, remaining: lease.tokens + lease.elsewhere)
    }
  }

  /// Records that a request whose decision was `.unknown` got no answer.
  package func abandon(_ key: [UInt8]) {
    state.withLock { $0.leases[key]?.isAsking = false }
  }

  /// The number of leases that are kept, expired ones included until the next sweep.
  package var count: Int { state.withLock { $0.leases.count } }

  private static func sweep(_ state: inout State, now: ContinuousClock.Instant) {
    guard state.leases.count >= state.sweepAt else { return }
    state.leases = state.leases.filter { $0.value.lapsesAt > now }
    state.sweepAt = max(1024, state.leases.count * 2)
  }
}
