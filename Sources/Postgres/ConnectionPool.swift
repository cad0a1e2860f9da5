package import Logging
import Synchronization

/// A fixed number of connections, lent one caller at a time, in the order of asking.
///
/// A connection is made when none is free and the number allows it; its session opens at its first
/// use and again after a loss, so a server that went away and came back needs nothing here.
package final class ConnectionPool: Sendable {
  package let size: Int
  private let configuration: PostgresConfiguration
  private let waitLimit: Duration
  private let logger: Logger
  private let state = Mutex(State())

  private struct State {
    var idle: [PostgresConnection] = []
    var made = 0
    var waiters: [Waiter] = []
    var nextWaiter: UInt64 = 0
    var timeouts = 0
  }

  private struct Waiter {
    let id: UInt64
    let continuation: CheckedContinuation<PostgresConnection, any Error>
  }

  /// - Parameters:
  ///   - size: connections at most, at least 1.
  ///   - waitLimit: how long a caller waits for a free one before `.poolExhausted`.
  package init(
    configuration: PostgresConfiguration, size: Int, waitLimit: Duration = .seconds(5),
    logger: Logger
  ) {
    precondition(size > 0, "a pool has at least one connection")
    self.configuration = configuration
    self.size = size
    self.waitLimit = waitLimit
    self.logger = logger
  }

  /// Runs `body` on a connection's own thread and gives the connection back.
  ///
  /// - Throws: `PostgresError.poolExhausted`, `.connectionFailed`, and what `body` throws.
  package func withConnection<R: Sendable>(
    _ body: @Sendable (isolated PostgresConnection) async throws -> R
  ) async throws -> R {
    let connection = try await acquire()
    defer { release(connection) }
    return try await connection.run(body)
  }

  /// Runs `body` as `withConnection` does, but only where a connection is free at this moment and
  /// another one stays free: for what can be left undone.
  ///
  /// - Returns: nil where `body` was not run.
  package func withSpareConnection<R: Sendable>(
    _ body: @Sendable (isolated PostgresConnection) async throws -> R
  ) async throws -> R? {
    let connection = state.withLock { state in
      size - state.made + state.idle.count > 1 ? takeFree(&state) : nil
    }
    guard let connection else { return nil }
    defer { release(connection) }
    return try await connection.run(body)
  }

  /// How the pool is used at this moment.
  package struct Load: Sendable {
    /// Connections that are lent.
    package let lent: Int
    /// Connections that were made and are free.
    package let idle: Int
    /// Callers that wait for one.
    package let waiting: Int
    /// Callers, since the pool was made, that waited for `waitLimit` in vain.
    package let timeouts: Int
  }

  package var load: Load {
    state.withLock { state in
      Load(
        lent: state.made - state.idle.count, idle: state.idle.count,
        waiting: state.waiters.count, timeouts: state.timeouts)
    }
  }

  private func acquire() async throws -> PostgresConnection {
    if let connection = state.withLock({ takeFree(&$0) }) { return connection }
    let id = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    let timeout = Task { [waitLimit, size] in
      try await Task.sleep(for: waitLimit)
      self.fail(waiter: id, with: .poolExhausted(size: size, limit: waitLimit))
    }
    defer { timeout.cancel() }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        enqueue(Waiter(id: id, continuation: continuation))
      }
    } onCancel: {
      fail(waiter: id, with: .cancelled)
    }
  }

  private func takeFree(_ state: inout State) -> PostgresConnection? {
    if let connection = state.idle.popLast() { return connection }
    guard state.made < size else { return nil }
    state.made += 1
    return PostgresConnection(configuration: configuration, logger: logger)
  }

  private func enqueue(_ waiter: Waiter) {
    // One may have come free, or the task may have been cancelled, since the first look.
    let connection = state.withLock { state -> PostgresConnection? in
      if let connection = takeFree(&state) { return connection }
      state.waiters.append(waiter)
      return nil
    }
    if let connection {
      waiter.continuation.resume(returning: connection)
    } else if Task.isCancelled {
      fail(waiter: waiter.id, with: .cancelled)
    }
  }

  private func release(_ connection: PostgresConnection) {
    let waiter = state.withLock { state -> Waiter? in
      if state.waiters.isEmpty {
        state.idle.append(connection)
        return nil
      }
      return state.waiters.removeFirst()
    }
    waiter?.continuation.resume(returning: connection)
  }

  private func fail(waiter id: UInt64, with error: PostgresError) {
    let waiter = state.withLock { state -> Waiter? in
      guard let place = state.waiters.firstIndex(where: { $0.id == id }) else { return nil }
      if case .poolExhausted = error { state.timeouts += 1 }
      return state.waiters.remove(at: place)
    }
    waiter?.continuation.resume(throwing: error)
  }
}
