import Foundation
package import Logging
package import Postgres
package import Reports
package import Scheduling
import ServiceLifecycle
import Store
package import Telemetry

/// Runs imports, several concurrently, until the process shuts down.
///
/// It has a listener (a connection that waits for notifications) and up to `concurrency` jobs, each
/// with its own transaction:
///
///     asleep --notification, poll, or the end of a job--> querying --candidates--> running jobs
///       ^                                                    |
///       +--------------------- no candidates ----------------+
///
/// A job whose report is stored outside the database releases its slot meanwhile (`RunningJobs`). A
/// shutdown cancels the jobs: they roll back and are queued again, and the attempts do not count.
package struct ImportWorker: Service {
  /// The limits of a worker.
  package struct Configuration: Sendable {
    /// Concurrent imports, at least 1. Imports whose reports are being stored are not counted.
    package var concurrency = 2
    /// How often to poll, in case a notification is lost.
    package var pollInterval: Duration = .seconds(1)
    /// The maximum number of retries if a report cannot be stored. After that, the import ends as
    /// `ERROR`.
    package var reportRetries = 20

    /// The default limits.
    package init() {}

    /// Reports stored outside the database concurrently: at least 1 with an object store, else 0.
    package var reportPlaces = 0

    /// The connections that the worker's pool needs: one for each job and each report that is being
    /// stored, one to count attempts, and one for a head start.
    package var poolSize: Int { concurrency + reportPlaces + 2 }
  }

  private let configuration: Configuration
  private let pool: ConnectionPool
  private let listener: PostgresConnection
  private let zones: TimeZoneDatabase
  private let reports: any ReportStore
  private let headStart: HeadStart?
  private let metrics: ImportMetrics
  private let logger: Logger

  /// - Parameters:
  ///   - pool: at least `configuration.poolSize` connections. Nothing else uses them.
  ///   - listener: a connection that nothing else uses.
  ///   - reports: the store of the error reports.
  ///   - headStart: shared with the HTTP front of this process; nil if there is none.
  ///   - metrics: the registry of the worker's metrics.
  package init(
    configuration: Configuration, pool: ConnectionPool, listener: PostgresConnection,
    zones: TimeZoneDatabase, reports: any ReportStore = DatabaseReports(),
    headStart: HeadStart? = nil, metrics: MetricRegistry = MetricRegistry(), logger: Logger
  ) {
    self.configuration = configuration
    self.pool = pool
    self.listener = listener
    self.zones = zones
    self.reports = reports
    self.headStart = headStart
    self.metrics = ImportMetrics(in: metrics, concurrency: configuration.concurrency)
    self.logger = logger
    headStart?.use(pool)
  }

  /// Runs until the service group shuts down gracefully or the task is cancelled.
  package func run() async throws {
    await cancelWhenGracefulShutdown {
      let (wakeUps, waker) = AsyncStream.makeStream(
        of: Void.self, bufferingPolicy: .bufferingNewest(1))
      await withDiscardingTaskGroup { group in
        group.addTask { await listen(waker) }
        let running = RunningJobs(
          limit: configuration.concurrency, places: configuration.reportPlaces, metrics: metrics)
        for await _ in wakeUps {
          for candidate in await nextCandidates(running) {
            group.addTask {
              let isSettled = await TraceContext.$current.withValue(candidate.trace) {
                await carryOut(candidate) {
                  guard await running.beginStoring(candidate) else { return false }
                  waker.yield()
                  return true
                }
              }
              // A job that did not begin would fail again immediately and block the jobs after it.
              let putOff = max(configuration.pollInterval, .seconds(1))
              running.remove(candidate, putOff: isSettled ? nil : putOff)
              waker.yield()
            }
          }
        }
        group.cancelAll()
      }
    }
  }

  /// Yields at each notification, and otherwise once per poll interval.
  private func listen(_ waker: AsyncStream<Void>.Continuation) async {
    let interruption = Interruption()
    await withTaskCancellationHandler {
      while !Task.isCancelled {
        waker.yield()
        await waitForNotice(interruption)
      }
      waker.finish()
    } onCancel: {
      interruption.raise()
    }
  }

  private func waitForNotice(_ interruption: Interruption) async {
    do {
      try await listener.run { [pollInterval = configuration.pollInterval] connection in
        // Poll after a new subscription: an import may have been stored just before it.
        if try connection.listen(to: ImportRepository.channel) { return }
        _ = try connection.waitForNotification(upTo: pollInterval, interruption: interruption)
      }
    } catch {
      logger.warning(
        "cannot listen for imports", metadata: ["error": "\(String(reflecting: error))"])
      try? await Task.sleep(for: configuration.pollInterval)
    }
  }

  private func nextCandidates(_ running: RunningJobs) async -> [ImportQueue.Candidate] {
    guard running.hasRoom, !Task.isCancelled else { return [] }
    do {
      // Postponed jobs have been due longest and must not hide the other jobs.
      let limit = configuration.concurrency * 2 + running.putOffCount
      let candidates = try await pool.withConnection { connection in
        try ImportQueue.candidates(limit: limit, on: connection)
      }
      return candidates.filter { running.add($0) }
    } catch {
      logger.warning(
        "cannot poll for imports", metadata: ["error": "\(String(reflecting: error))"])
      return []
    }
  }

  /// - Returns: whether the import ended or was queued again.
  private func carryOut(
    _ candidate: ImportQueue.Candidate, beginStoringReport: @escaping @Sendable () async -> Bool
  ) async -> Bool {
    var logger = logger
    for (key, value) in candidate.metadata { logger[metadataKey: key] = value }
    let job = ImportJob(
      candidate: candidate, pool: pool, zones: zones, reports: reports,
      headStart: headStart, beginStoringReport: beginStoringReport, logger: logger)
    let start = ContinuousClock.now
    do {
      guard case .finished(let status, let outcome) = try await job.run() else { return false }
      let duration = ContinuousClock.now - start
      metrics.countFinished(status, outcome, duration: duration)
      var metadata: Logger.Metadata = [
        "status": "\(status.rawValue)", "duration": "\(duration)",
      ]
      if let counts = outcome?.counts {
        metadata["inserted"] = "\(counts.inserted)"
        metadata["updated"] = "\(counts.updated)"
        metadata["unchanged"] = "\(counts.unchanged)"
        metadata["rejected"] = "\(counts.rejected)"
      }
      if let version = outcome?.timeZones { metadata["time_zone_rules"] = "\(version)" }
      logger.log(
        level: status == .error ? .error : .info, "import finished", metadata: metadata)
      return true
    } catch {
      return await settle(error, of: candidate, logger: logger)
    }
  }

  /// Queues a failed job again, or ends it if its attempts are used up.
  ///
  /// - Returns: false if the attempt failed before it was counted.
  private func settle(
    _ failure: ImportJob.Failure, of candidate: ImportQueue.Candidate, logger: Logger
  ) async -> Bool {
    // A failure before the count changed nothing. The next poll finds the job again.
    guard let attempt = failure.attempt else {
      if !Task.isCancelled {
        logger.warning(
          "import attempt could not start",
          metadata: ["error": "\(String(reflecting: failure.cause))"])
      }
      return false
    }
    if failure.cause is ImportJob.ReportHasToWait {
      await makeWait(candidate, logger: logger)
      return true
    }
    let reportFault = failure.cause as? ReportStoreFault
    let isInnocent =
      Task.isCancelled || failure.cause is CancellationError || reportFault != nil
      || (failure.cause as? PostgresError)?.isTransient == true
    let reason = String(reflecting: failure.cause)
    logger.warning(
      "import attempt failed",
      metadata: [
        "attempt": "\(attempt)", "counts": "\(!isInnocent)", "error": "\(reason)",
      ])
    let isCancelled = Task.isCancelled
    let isUsedUp = !isInnocent && attempt >= maximumImportAttempts
    let isLast = await settling(logger: logger) { connection in
      if let reportFault, !isCancelled {
        return try putBack(candidate, for: reportFault, on: connection)
      }
      if isUsedUp {
        try ImportQueue.fail(candidate, reason: reason, on: connection)
      } else {
        // After a shutdown, the next worker may take the job immediately.
        let delay = isCancelled ? Duration.zero : .seconds(1 << attempt)
        try ImportQueue.putBack(
          candidate, countsAttempt: !isInnocent, delay: delay, on: connection)
      }
      return isUsedUp
    }
    metrics.countFailed(isInnocent: isInnocent, isLast: isLast ?? false)
    return true
  }

  /// Queues a job again whose report must wait until other reports are stored. The job stays due.
  private func makeWait(_ candidate: ImportQueue.Candidate, logger: Logger) async {
    logger.info("import waits until other reports are stored")
    _ = await settling(logger: logger) { connection in
      try ImportQueue.putBack(candidate, countsAttempt: false, delay: .zero, on: connection)
    }
  }

  /// Queues a job again whose report could not be stored, or ends it after `reportRetries`.
  ///
  /// - Returns: whether the job ended.
  private func putBack(
    _ candidate: ImportQueue.Candidate, for fault: ReportStoreFault,
    on connection: isolated PostgresConnection
  ) throws -> Bool {
    guard let faults = try ImportQueue.putBackForReport(candidate, on: connection),
      faults > configuration.reportRetries
    else { return false }
    let reason =
      "The error report could not be stored in \(faults) attempts. Last error: \(fault.description)"
    try ImportQueue.fail(candidate, reason: reason, on: connection)
    return true
  }

  /// Runs `body` once the database is available, and logs a failure.
  ///
  /// - Returns: nil if it failed.
  private func settling<R: Sendable>(
    logger: Logger, _ body: @escaping @Sendable (isolated PostgresConnection) throws -> R
  ) async -> R? {
    do {
      return try await DatabaseRetry().run {
        do {
          return try await pool.withConnection { try body($0) }
        } catch {
          logger.debug(
            "cannot settle the import yet", metadata: ["error": "\(String(reflecting: error))"])
          throw error
        }
      }
    } catch {
      logger.error(
        "result of the attempt not recorded", metadata: ["error": "\(String(reflecting: error))"])
      return nil
    }
  }
}
