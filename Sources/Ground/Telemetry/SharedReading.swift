import Synchronization

/// A value that is costly to read, such as from the database: read by one for all who ask at the
/// same time, and kept for a while.
///
///     none --asked--> being read --read--> kept --lifetime passed--> none
///                         +------ failed ------------------------------^
///
/// Those who ask while it is being read wait for that reading; a failure reaches them all and is not
/// kept.
package final class SharedReading<Value: Sendable>: Sendable {
  private struct State {
    var reading: Task<Value, any Error>?
    var kept: (value: Value, until: ContinuousClock.Instant)?
  }

  private let lifetime: Duration
  private let now: @Sendable () -> ContinuousClock.Instant
  private let read: @Sendable () async throws -> Value
  private let state = Mutex(State())

  /// - Parameters:
  ///   - lifetime: for how long a value is given again.
  ///   - now: the clock.
  package init(
    lifetime: Duration, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
    _ read: @escaping @Sendable () async throws -> Value
  ) {
    self.lifetime = lifetime
    self.now = now
    self.read = read
  }

  /// The value, `lifetime` old at most.
  ///
  /// - Throws: what reading it threw; `CancellationError`, at once, where the caller is cancelled,
  ///   which leaves the reading to the others.
  package func value() async throws -> Value {
    let now = self.now()
    let reading = state.withLock { state -> Result<Value, Pending> in
      if let kept = state.kept, now < kept.until { return .success(kept.value) }
      let reading = state.reading ?? Task { try await self.readAnew() }
      state.reading = reading
      return .failure(Pending(task: reading))
    }
    switch reading {
    case .success(let value): return value
    case .failure(let pending): return try await pending.value()
    }
  }

  /// The value, or an error where it takes longer than `patience`.
  ///
  /// - Throws: `Overdue`, and as without a limit.
  package func value(within patience: Duration) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
      group.addTask { try await self.value() }
      group.addTask {
        try await Task.sleep(for: patience)
        throw Overdue(patience: patience)
      }
      defer { group.cancelAll() }
      guard let first = try await group.next() else { throw CancellationError() }
      return first
    }
  }

  package struct Overdue: Error, CustomStringConvertible {
    let patience: Duration
    package var description: String { "it takes longer than \(patience)" }
  }

  private func readAnew() async throws -> Value {
    do {
      let value = try await read()
      let until = now() + lifetime
      state.withLock { $0 = State(reading: nil, kept: (value, until)) }
      return value
    } catch {
      state.withLock { $0 = State() }
      throw error
    }
  }

  private struct Pending: Error {
    let task: Task<Value, any Error>

    /// As the task's own, but given up at once when the caller is cancelled.
    func value() async throws -> Value {
      let (results, continuation) = AsyncStream.makeStream(of: Result<Value, any Error>.self)
      Task {
        continuation.yield(await task.result)
        continuation.finish()
      }
      for await result in results { return try result.get() }
      throw CancellationError()
    }
  }
}
