import Synchronization

/// A number of units that are lent, and waits for them that have a limit.
///
/// They are lent in the order of asking: nobody passes another one who waits, however few units they ask
/// for, so that those who ask for many get them too.
package final class WeightedSemaphore: Sendable {
  package enum Outcome: Sendable {
    /// The caller has the units, and gives them back.
    case taken
    /// They did not come free within the limit.
    case late
    /// The caller's task was cancelled while it waited.
    case cancelled
  }

  /// How it is used at this moment.
  package struct Load: Sendable {
    package let free: Int
    /// Callers that wait.
    package let waiting: Int
    /// Callers, since it was made, that waited in vain until the limit.
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

  /// - Parameter waitLimit: how long a caller waits at most.
  package init(units: Int, waitLimit: Duration) {
    self.waitLimit = waitLimit
    state = Mutex(State(free: units))
  }

  package var load: Load {
    state.withLock { Load(free: $0.free, waiting: $0.waiters.count, late: $0.late) }
  }

  /// Takes units where they are free at this moment and others stay free behind them.
  ///
  /// - Parameter rest: how many have to stay free.
  /// - Returns: whether they were taken.
  package func takeFree(_ units: Int = 1, leaving rest: Int = 0) -> Bool {
    state.withLock { Self.takeFree(units, leaving: rest, &$0) }
  }

  /// Takes units, and waits for them where they are not free.
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

  /// Gives back units that were taken.
  package func giveBack(_ units: Int = 1) {
    let served = state.withLock { state in
      state.free += units
      return Self.serve(&state)
    }
    for waiter in served { waiter.resume(.taken) }
  }

  /// Takes those out of the line whose turn it is.
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
    // They may have come free since the first look.
    let isTaken = state.withLock { state in
      if Self.takeFree(units, &state) { return true }
      // Made under the lock, so that its end finds the waiter.
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

  /// Ends a wait in vain. Those behind it may have waited for nobody else.
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
