package import Logging
import Synchronization
import Waiting

/// A fixed number of connections. Each serves one caller at a time; callers queue in order.
///
/// The pool creates a connection if none is free and the limit allows it. A connection opens its
/// session at its first use, and again after a loss, so the pool survives restarts of the server.
package final class ConnectionPool: Sendable {
  /// The maximum number of connections.
  package let size: Int
  private let configuration: PostgresConfiguration
  private let waitLimit: Duration
  private let logger: Logger
  /// One unit per connection.
  private let turns: WeightedSemaphore
  private let idle = Mutex<[PostgresConnection]>([])

  /// - Parameters:
  ///   - size: the maximum number of connections, at least 1.
  ///   - waitLimit: how long a caller waits for a free connection before `.poolExhausted`.
  package init(
    configuration: PostgresConfiguration, size: Int, waitLimit: Duration = .seconds(5),
    logger: Logger
  ) {
    precondition(size > 0, "a pool has at least one connection")
    self.configuration = configuration
    self.size = size
    self.waitLimit = waitLimit
    self.logger = logger
    turns = WeightedSemaphore(units: size, waitLimit: waitLimit)
  }

  /// Runs `body` on a connection's own thread, and returns the connection to the pool.
  ///
  /// - Throws: `PostgresError.poolExhausted`, `.connectionFailed`, and the errors of `body`.
  package func withConnection<R: Sendable>(
    _ body: @Sendable (isolated PostgresConnection) async throws -> R
  ) async throws -> R {
    switch await turns.take() {
    case .taken: return try await lend(to: body)
    case .late: throw PostgresError.poolExhausted(size: size, limit: waitLimit)
    case .cancelled: throw PostgresError.cancelled
    }
  }

  /// Runs `body` like `withConnection`, but only if a connection is free now and others stay free.
  /// Use it for work that can be skipped.
  ///
  /// - Parameter others: the number of connections that must stay free.
  /// - Returns: nil if `body` was not run.
  package func withSpareConnection<R: Sendable>(
    leaving others: Int, _ body: @Sendable (isolated PostgresConnection) async throws -> R
  ) async throws -> R? {
    guard turns.takeFree(leaving: others) else { return nil }
    return try await lend(to: body)
  }

  /// How long a statement waits for a lock on one of these connections.
  package var lockTimeout: Duration { configuration.lockTimeout }

  /// The use of the pool at one time.
  package struct Load: Sendable {
    /// Connections in use.
    package let lent: Int
    /// Open connections that are free.
    package let idle: Int
    /// Callers that wait for a connection.
    package let waiting: Int
    /// Callers that timed out after `waitLimit`, since the pool was created.
    package let timeouts: Int
  }

  /// The current use of the pool.
  package var load: Load {
    let load = turns.load
    return Load(
      lent: size - load.free, idle: idle.withLock { $0.count }, waiting: load.waiting,
      timeouts: load.late)
  }

  /// Runs `body` on a connection for a caller that has taken a unit.
  private func lend<R: Sendable>(
    to body: @Sendable (isolated PostgresConnection) async throws -> R
  ) async throws -> R {
    let connection =
      idle.withLock { $0.popLast() }
      ?? PostgresConnection(configuration: configuration, logger: logger)
    defer {
      idle.withLock { $0.append(connection) }
      turns.giveBack()
    }
    return try await connection.run(body)
  }
}
