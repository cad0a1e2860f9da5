import Synchronization

/// A semaphore over a number of units. Callers take several units at a time and wait for a limited
/// time.
///
/// The queue is first in, first out: a caller that wants few units does not overtake one that wants
/// many, so large requests are served too.
package final class WeightedSemaphore: Sendable {
  /// How a wait ended.
  package enum Outcome: Sendable {
    /// The caller has the units and must return them.
    case taken
    /// The wait timed out.
    case late
    /// The caller's task was cancelled while it waited.
    case cancelled
  }

  /// The use at one moment.
  package struct Load: Sendable {
    /// Free units.
    package let free: Int
    /// Callers in the queue.
    package let waiting: Int
    /// Callers whose wait timed out, since the start.
    package let late: Int
  }

  private struct State {
    var free: Int
    var waiters: [Waiter] = []
    var nextWaiter: UInt64 = 0
    var late = 0
  }

  private struct Waiter {
    let id: UInt64
    let units: Int
    let continuation: CheckedContinuation<Outcome, Never>
    let timeout: Task<Void, any Error>

    func resume(_ outcome: Outcome) {
      timeout.cancel()
      continuation.resume(returning: outcome)
    }
  }

  private let waitLimit: Duration
  private let state: Mutex<State>

  /// - Parameters:
  ///   - units: how many units there are.
  ///   - waitLimit: how long a caller waits before it times out.
  package init(units: Int, waitLimit: Duration) {
    self.waitLimit = waitLimit
    state = Mutex(State(free: units))
  }

  /// The use at this moment.
  package var load: Load {
    state.withLock { Load(free: $0.free, waiting: $0.waiters.count, late: $0.late) }
  }

  /// Takes units without waiting, if they are free and nobody is in the queue.
  ///
  /// - Parameter rest: how many units must stay free.
  /// - Returns: whether the units were taken.
  package func takeFree(_ units: Int = 1, leaving rest: Int = 0) -> Bool {
    state.withLock { Self.takeFree(units, leaving: rest, &$0) }
  }

  /// Takes units. If they are not free, waits in the queue until they are or the wait times out.
  package func take(_ units: Int = 1) async -> Outcome {
    if takeFree(units) { return .taken }
    let id = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { enqueue(id, units: units, $0) }
    } onCancel: {
      end(id, .cancelled)
    }
  }

  /// Returns units that were taken, and serves the queue.
  package func giveBack(_ units: Int = 1) {
    let served = state.withLock { state in
      state.free += units
      return Self.serve(&state)
    }
    for waiter in served { waiter.resume(.taken) }
  }

  /// Removes the waiters at the head of the queue whose units are free.
  private static func serve(_ state: inout State) -> ArraySlice<Waiter> {
    let end = state.waiters.firstIndex { waiter in
      guard waiter.units <= state.free else { return true }
      state.free -= waiter.units
      return false
    }
    let served = state.waiters[..<(end ?? state.waiters.endIndex)]
    state.waiters.removeFirst(served.count)
    return served
  }

  private static func takeFree(_ units: Int, leaving rest: Int = 0, _ state: inout State) -> Bool {
    guard state.waiters.isEmpty, state.free >= units + rest else { return false }
    state.free -= units
    return true
  }

  private func enqueue(
    _ id: UInt64, units: Int, _ continuation: CheckedContinuation<Outcome, Never>
  ) {
    // The units may have become free since the first try.
    let isTaken = state.withLock { state in
      if Self.takeFree(units, &state) { return true }
      // Made under the lock, so that the time-out finds the waiter.
      let timeout = Task { [waitLimit] in
        try await Task.sleep(for: waitLimit)
        self.end(id, .late)
      }
      state.waiters.append(
        Waiter(id: id, units: units, continuation: continuation, timeout: timeout))
      return false
    }
    if isTaken {
      continuation.resume(returning: .taken)
    } else if Task.isCancelled {
      end(id, .cancelled)
    }
  }

  /// Ends a wait without units. Waiters behind it may now be served.
  private func end(_ id: UInt64, _ outcome: Outcome) {
    let (waiter, served) = state.withLock { state -> (Waiter?, ArraySlice<Waiter>) in
      guard let place = state.waiters.firstIndex(where: { $0.id == id }) else { return (nil, []) }
      if outcome == .late { state.late += 1 }
      return (state.waiters.remove(at: place), Self.serve(&state))
    }
    waiter?.resume(outcome)
    for waiter in served { waiter.resume(.taken) }
  }
}
