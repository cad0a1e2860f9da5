import Identity
import Synchronization
import TestSupport

/// A clock that only a test moves. It records the tasks that sleep on it.
final class ManualClock: Sendable {
  typealias Instant = ContinuousClock.Instant

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

  let start = ContinuousClock.now
  private let state: Mutex<State>

  init() { state = Mutex(State(now: start)) }

  var now: Instant { state.withLock { $0.now } }

  var refreshClock: RefreshClock {
    RefreshClock(now: { self.now }, sleep: { try await self.sleep(until: $0) })
  }

  func advance(by duration: Duration) {
    let woken = state.withLock { state in
      state.now += duration
      let now = state.now
      let woken = state.sleepers.filter { $0.value.until <= now }
      for id in woken.keys { state.sleepers[id] = nil }
      return woken.values.map(\.continuation)
    }
    for continuation in woken { continuation.resume() }
  }

  /// Waits for a task that sleeps until this time after the clock's start.
  func sleeper(until offset: Duration) async throws {
    let until = start + offset
    try await eventually("no task sleeps until \(offset)") {
      self.state.withLock { $0.sleepers.values.contains { $0.until == until } }
    }
  }

  private func sleep(until: Instant) async throws {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let result = state.withLock { state -> Result<Void, any Error>? in
          if state.cancelled.remove(id) != nil { return .failure(CancellationError()) }
          if until <= state.now { return .success(()) }
          state.sleepers[id] = Sleeper(until: until, continuation: continuation)
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
