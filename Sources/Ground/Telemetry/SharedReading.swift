import Synchronization

/// A value that is costly to read, such as from the database. Concurrent callers share one reading,
/// and the value is cached for a while.
///
///     none --asked--> being read --read--> cached --expired--> none
///                         +------ failed -----------------------^
///
/// Callers during a reading wait for its result. A failure is thrown to all of them and not cached.
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
  ///   - lifetime: how long a value is cached.
  ///   - now: the clock.
  ///   - read: reads the value.
  package init(
    lifetime: Duration, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
    _ read: @escaping @Sendable () async throws -> Value
  ) {
    self.lifetime = lifetime
    self.now = now
    self.read = read
  }

  /// The value, at most `lifetime` old.
  ///
  /// - Throws: the reading's error; `CancellationError` as soon as the caller is cancelled. The
  ///   reading continues for the other callers.
  package func value() async throws -> Value {
    let now = self.now()
    let reading = state.withLock { state -> Result<Value, Pending> in
      if let kept = state.kept, now < kept.until { return .success(kept.value) }
      let reading = state.reading ?? Task { try await self.readAndCache() }
      state.reading = reading
      return .failure(Pending(task: reading))
    }
    switch reading {
    case .success(let value): return value
    case .failure(let pending): return try await pending.value()
    }
  }

  /// The value, if it can be read within a time limit.
  ///
  /// - Throws: `Overdue` after `patience`, and the same errors as without a limit.
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

  /// The reading timed out.
  package struct Overdue: Error, CustomStringConvertible {
    let patience: Duration
    /// For the log.
    package var description: String { "reading the value took longer than \(patience)" }
  }

  private func readAndCache() async throws -> Value {
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

    /// The task's value. Stops waiting as soon as the caller is cancelled.
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
