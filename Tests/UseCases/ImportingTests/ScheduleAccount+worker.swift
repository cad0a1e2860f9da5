import Importing
import Logging
import Postgres
import Scheduling
import ServiceLifecycle
import Telemetry
import TestSupport

extension ScheduleAccount {
  /// Runs a worker on this account's database while `body` runs, and then shuts it down.
  func withWorker<R: Sendable>(
    concurrency: Int = 2, pollInterval: Duration = .seconds(1),
    sessionState: Bool = true, lockTimeout: Duration? = nil,
    metrics: MetricRegistry = MetricRegistry(), logger: Logger = TestDatabase.logger,
    _ body: @Sendable (RunningWorker) async throws -> R
  ) async throws -> R {
    var configuration = ImportWorker.Configuration()
    configuration.concurrency = concurrency
    configuration.pollInterval = pollInterval
    var postgres = database.configuration
    postgres.applicationName = "worker"
    postgres.sessionState = sessionState
    if let lockTimeout { postgres.lockTimeout = lockTimeout }
    let worker = ImportWorker(
      configuration: configuration,
      pool: ConnectionPool(
        configuration: postgres, size: configuration.poolSize, waitLimit: .seconds(30),
        logger: TestDatabase.logger),
      listener: PostgresConnection(configuration: postgres, logger: TestDatabase.logger),
      zones: zones, headStart: headStart, metrics: metrics,
      logger: logger)
    return try await running([worker]) { try await body(RunningWorker(group: $0)) }
  }

  struct RunningWorker: Sendable {
    fileprivate let group: ServiceGroup

    /// Shuts down like SIGTERM. Returns immediately.
    func shutDown() async { await group.triggerGracefulShutdown() }
  }
}
