package import Store
import Synchronization

/// What this process may give out of budgets by itself, for callers of one kind.
///
/// A lease is a slice of a bucket that was taken from the database, and lapses after ten seconds. Where
/// it is used up, the next request asks for another slice with its own round trip, and those that
/// come meanwhile ask for one token each, so a process never holds more than one slice. That a
/// bucket is empty is known too, until its next token or for as long as a lease lives:
///
///     none, lapsed or used up --slice asked for--> asking --tokens--> leased --the last one used--+
///       ^                                            |                                            |
///       +<------------------------------- empty <----+--none                                      |
///       +<----------------------------------------------------------------------------------------+
package final class RateLeases: Sendable {
  /// How long what was learnt of a bucket counts: a change of an account's budget counts after that
  /// at the latest.
  package static let lifetime = Duration.seconds(10)

  package enum Decision: Sendable, Equatable {
    /// The request is within the budget, of which so much is left.
    case admitted(perMinute: Int, remaining: Int)
    /// It is not; in so many whole seconds there is a token.
    case refused(perMinute: Int, seconds: Int)
    /// The database must be asked, for a slice or for one token.
    case unknown(isSlice: Bool)
  }

  private struct Lease {
    /// 0 until the first answer.
    var perMinute = 0
    /// What is left of the slice.
    var tokens = 0
    /// What the bucket had when it was last asked.
    var elsewhere = 0
    var emptyUntil: ContinuousClock.Instant
    var isAsking = true
    var lapsesAt: ContinuousClock.Instant
  }

  private struct State {
    /// By bytes: String would let two share a lease whose names only look alike.
    var leases: [[UInt8]: Lease] = [:]
    var sweepAt = 1024
  }

  private let now: @Sendable () -> ContinuousClock.Instant
  private let state = Mutex(State())

  /// - Parameter now: a clock that never goes back; only its differences count.
  package init(now: @escaping @Sendable () -> ContinuousClock.Instant) { self.now = now }

  /// Decides on a request, and takes its token where this process has one.
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
      return .admitted(perMinute: lease.perMinute, remaining: lease.tokens + lease.elsewhere)
    }
    if lease.emptyUntil > now {
      return .refused(
        perMinute: lease.perMinute, seconds: now.duration(to: lease.emptyUntil).wholeSecondsUp)
    }
    defer { lease.isAsking = true }
    return .unknown(isSlice: !lease.isAsking)
  }

  /// Takes note of the database's answer to a request whose decision was `.unknown`.
  ///
  /// - Returns: `.admitted` or `.refused`.
  package func settle(
    _ key: [UInt8], isSlice: Bool, with grant: RateBucketRepository.Grant
  ) -> Decision {
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
      // One that asked before the bucket was empty may hear of it later.
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

  /// Takes note that a request whose decision was `.unknown` has no answer.
  package func abandon(_ key: [UInt8]) {
    state.withLock { $0.leases[key]?.isAsking = false }
  }

  /// How many callers something is known of.
  package var count: Int { state.withLock { $0.leases.count } }

  private static func sweep(_ state: inout State, now: ContinuousClock.Instant) {
    guard state.leases.count >= state.sweepAt else { return }
    state.leases = state.leases.filter { $0.value.lapsesAt > now }
    state.sweepAt = max(1024, state.leases.count * 2)
  }
}
