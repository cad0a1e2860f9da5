import Synchronization

/// A clock that moves only when a test moves it. It wakes the tasks that sleep on it, and shows
/// which ones do.
package final class ManualClock: Clock {
  package typealias Instant = ContinuousClock.Instant

  private struct Sleeper {
    let until: Instant
    let continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var now: Instant
    var sleepers: [Int: Sleeper] = [:]
    var cancelled: Set<Int> = []
    var nextID = 0
  }

  private let origin = ContinuousClock.now
  private let start: Int64
  private let state: Mutex<State>
  package let minimumResolution = Duration.nanoseconds(1)

  /// - Parameter start: seconds since 1970; by default 2026-06-01T12:00:00Z.
  package init(start: Int64 = 1_780_315_200) {
    self.start = start
    state = Mutex(State(now: origin))
  }

  /// The moment by the monotonic clock.
  package var now: Instant { state.withLock(\.now) }

  /// Seconds since 1970.
  package var seconds: Int64 { start + origin.duration(to: now).components.seconds }

  /// Moves the clock forward, and wakes the sleepers whose time has come.
  package func advance(by duration: Duration) {
    let woken = state.withLock { state in
      state.now += duration
      let now = state.now
      let woken = state.sleepers.filter { $0.value.until <= now }
      for id in woken.keys { state.sleepers[id] = nil }
      return woken.values.map(\.continuation)
    }
    for continuation in woken { continuation.resume() }
  }

  /// Waits for a task that sleeps.
  ///
  /// - Parameter offset: the end of its sleep, after the clock's start; nil for any end.
  package func sleeper(until offset: Duration? = nil) async throws {
    let until = offset.map { origin + $0 }
    let awaited = offset.map { "no task sleeps until \($0)" } ?? "no task sleeps"
    try await eventually(awaited) {
      self.state.withLock { state in
        state.sleepers.values.contains { until == nil || $0.until == until }
      }
    }
  }

  package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let result = state.withLock { state -> Result<Void, any Error>? in
          if state.cancelled.remove(id) != nil { return .failure(CancellationError()) }
          if deadline <= state.now { return .success(()) }
          state.sleepers[id] = Sleeper(until: deadline, continuation: continuation)
          return nil
        }
        if let result { continuation.resume(with: result) }
      }
    } onCancel: {
      let sleeper = state.withLock { state in
        let sleeper = state.sleepers.removeValue(forKey: id)
        if sleeper == nil { state.cancelled.insert(id) }
        return sleeper
      }
      sleeper?.continuation.resume(throwing: CancellationError())
    }
  }
}
