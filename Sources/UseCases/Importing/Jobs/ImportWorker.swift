import Foundation
package import Logging
package import Postgres
package import Reports
package import Scheduling
import ServiceLifecycle
import Store
package import Telemetry

/// Carries imports out, several at once, until the process shuts down.
///
/// Owns a listener (a connection that waits for notices and, without one, looks every
/// `pollInterval`) and up to `concurrency` jobs, each with its own transaction:
///
///     asleep --notice, poll, or a job that ended--> looking --candidates--> running jobs
///       ^                                              |
///       +------------------- none left ----------------+
///
/// A job whose report is stored outside of the database gives its place to another one (`RunningJobs`).
/// At shutdown the jobs are cancelled: they roll back and are put back without an attempt counted.
package struct ImportWorker: Service {
  package struct Configuration: Sendable {
    /// Imports carried out at once, at least 1; those that `reportPlaces` counts are not among them.
    package var concurrency = 2
    /// How often to look for imports whose notice was missed.
    package var pollInterval: Duration = .seconds(1)
    /// How often an import is put back because its report could not be stored, before it ends as
    /// `ERROR`.
    package var reportRetries = 20

    package init() {}

    /// Reports that are stored outside of the database at the same time; at least 1 if reports are.
    package var reportPlaces = 0

    /// Connections the worker's pool needs: one a job, one a report that is stored outside of the
    /// database, one to count attempts, and one for a head start.
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
  ///   - pool: at least `configuration.poolSize` connections, for this worker alone.
  ///   - listener: a connection for this worker alone.
  ///   - reports: where the error reports go.
  ///   - headStart: shared with the HTTP front of this process; nil if there is none.
  ///   - metrics: where to count what is done.
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
              // What could not be begun would fail again at once, and others may stand behind it.
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

  /// Yields at each notice, and at the poll interval without one.
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
        // A new subscription is followed by a look: an import may have come just before it.
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
      // Those that were put off are the longest due, and must not hide the others.
      let limit = configuration.concurrency * 2 + running.putOffCount
      let candidates = try await pool.withConnection { connection in
        try ImportQueue.candidates(limit: limit, on: connection)
      }
      return candidates.filter { running.add($0) }
    } catch {
      logger.warning(
        "cannot look for imports", metadata: ["error": "\(String(reflecting: error))"])
      return []
    }
  }

  /// - Returns: whether the import has its end or was put back.
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

  /// Puts a failed job back, or ends it where its attempts are used up.
  ///
  /// - Returns: false where there was nothing to settle.
  private func settle(
    _ failure: ImportJob.Failure, of candidate: ImportQueue.Candidate, logger: Logger
  ) async -> Bool {
    // A failure before the count changed nothing, and the next look finds the job again.
    guard let attempt = failure.attempt else {
      if !Task.isCancelled {
        logger.warning(
          "import not begun", metadata: ["error": "\(String(reflecting: failure.cause))"])
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
        // A shutdown leaves the job to the next worker at once.
        let delay = isCancelled ? Duration.zero : .seconds(1 << attempt)
        try ImportQueue.putBack(
          candidate, countsAttempt: !isInnocent, delay: delay, on: connection)
      }
      return isUsedUp
    }
    metrics.countFailed(isInnocent: isInnocent, isLast: isLast ?? false)
    return true
  }

  /// Puts a job back whose report has to wait until others are stored. It stays due.
  private func makeWait(_ candidate: ImportQueue.Candidate, logger: Logger) async {
    logger.info("import waits until other reports are stored")
    _ = await settling(logger: logger) { connection in
      try ImportQueue.putBack(candidate, countsAttempt: false, delay: .zero, on: connection)
    }
  }

  /// Puts a job back whose report could not be stored, or ends it where that was tried often enough.
  ///
  /// - Returns: whether it was ended.
  private func putBack(
    _ candidate: ImportQueue.Candidate, for fault: ReportStoreFault,
    on connection: isolated PostgresConnection
  ) throws -> Bool {
    guard let faults = try ImportQueue.putBackForReport(candidate, on: connection),
      faults > configuration.reportRetries
    else { return false }
    let reason =
      "The error report could not be stored in \(faults) attempts. The last: \(fault.description)"
    try ImportQueue.fail(candidate, reason: reason, on: connection)
    return true
  }

  /// Runs `body` once the database is there, and logs a failure.
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
        "import attempt not settled", metadata: ["error": "\(String(reflecting: error))"])
      return nil
    }
  }
}
