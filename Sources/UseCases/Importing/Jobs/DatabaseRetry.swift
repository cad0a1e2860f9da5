import Postgres

/// Retries work until the database is available again: an outage must not cost an import an
/// attempt.
///
/// Without a shutdown, it retries as long as the database is unavailable.
package struct DatabaseRetry: Sendable {
  /// The pause after the first failure. Each further pause is twice as long, up to `longestPause`.
  package static let firstPause: Duration = .milliseconds(250)
  /// The longest pause between two tries.
  package static let longestPause: Duration = .seconds(2)
  /// How long it retries after the task was cancelled. It fits into the time limit of a shutdown.
  package static let shutdownLimit: Duration = .seconds(6)

  private let now: @Sendable () -> ContinuousClock.Instant
  private let pause: @Sendable (Duration) async -> Void

  /// - Parameters:
  ///   - now: the clock.
  ///   - pause: waits, even in a task whose parent is cancelled.
  package init(
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
    pause: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }
  ) {
    self.now = now
    self.pause = pause
  }

  /// Runs `work` until it succeeds.
  ///
  /// - Throws: an error of `work` that is not a transient `PostgresError`. After `shutdownLimit`,
  ///   any error of `work`.
  package func run<R: Sendable>(_ work: @escaping @Sendable () async throws -> R) async throws -> R
  {
    var next = Self.firstPause
    var shutdownEnds: ContinuousClock.Instant?
    while true {
      do {
        // Not a child task, since a cancelled task gets no connection from the pool.
        return try await Task { try await work() }.value
      } catch {
        if Task.isCancelled, shutdownEnds == nil { shutdownEnds = now() + Self.shutdownLimit }
        guard (error as? PostgresError)?.isTransient == true,
          shutdownEnds.map({ now() < $0 }) ?? true
        else { throw error }
      }
      await Task { [next] in await pause(next) }.value
      next = min(next * 2, Self.longestPause)
    }
  }
}
