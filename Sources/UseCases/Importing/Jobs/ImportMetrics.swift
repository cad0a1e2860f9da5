import Scheduling
import Telemetry

/// What a worker counts. docs/reference/metrics.md says what each is good for.
struct ImportMetrics: Sendable {
  enum RowOutcome: String, CaseIterable {
    case inserted, updated, unchanged, rejected
  }

  enum AttemptResult: String, CaseIterable {
    /// The import has its final status.
    case finished
    /// Failed, and counted against the import.
    case failed
    /// Ended by a shutdown, or by the loss of the database or of the store of the reports, and not counted.
    case givenBack = "given_back"
  }

  /// Seconds: from a small file on a quiet machine to 5 MB on a busy one.
  private static let durations: [Double] = [
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
  ]
  /// Seconds: from a worker that is idle to a backlog of an hour.
  private static let waits: [Double] = [
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600,
  ]

  let running: Gauge
  let storing: Gauge
  private let finished: Counters<ImportStatus>
  private let rows: Counters<RowOutcome>
  private let problems: Counters<RowProblemCode>
  private let attempts: Counters<AttemptResult>
  private let duration: Histogram
  private let wait: Histogram

  init(in registry: MetricRegistry, concurrency: Int) {
    finished = registry.counters(
      "wfm_imports_finished_total", "Imports that this process finished, by final status.",
      by: "status", of: ImportStatus.allCases.filter(ImportStatus.processing.canBecome))
    rows = registry.counters(
      "wfm_import_rows_total", "Rows of finished imports, by outcome.",
      by: "outcome", of: RowOutcome.allCases)
    problems = registry.counters(
      "wfm_import_row_problems_total",
      "Problems of rejected rows, by code in the error report; a row may have several.",
      by: "error_code", of: RowProblemCode.allCases)
    attempts = registry.counters(
      "wfm_import_attempts_total", "Attempts at imports, by result.",
      by: "result", of: AttemptResult.allCases)
    duration = registry.histogram(
      "wfm_import_duration_seconds",
      "Time from the start of an attempt to the commit of the final status.",
      bounds: Self.durations)
    wait = registry.histogram(
      "wfm_import_queue_wait_seconds",
      "Time from the upload to the start of the attempt that finished the import.",
      bounds: Self.waits)
    running = registry.gauge(
      "wfm_import_jobs_running", "Imports that this process is running.")
    storing = registry.gauge(
      "wfm_import_reports_storing",
      "Imports that store their report in the object store; they do not count as running.")
    registry.gauge(
      "wfm_import_jobs_limit", "Maximum number of imports that this process runs concurrently."
    ).set(concurrency)
  }

  /// Counts an import that has its final status.
  ///
  /// - Parameter outcome: nil where nothing of the file was stored.
  func countFinished(_ status: ImportStatus, _ outcome: ImportJob.Outcome?, duration: Duration) {
    finished[status]?.increment()
    // Without an outcome the attempts were used up before this one.
    guard let outcome else { return }
    attempts[.finished]?.increment()
    self.duration.record(duration)
    wait.record(outcome.waited)
    rows[.inserted]?.increment(by: outcome.counts.inserted)
    rows[.updated]?.increment(by: outcome.counts.updated)
    rows[.unchanged]?.increment(by: outcome.counts.unchanged)
    rows[.rejected]?.increment(by: outcome.counts.rejected)
    for (code, count) in outcome.problems { problems[code]?.increment(by: count) }
  }

  /// Counts an attempt that failed.
  ///
  /// - Parameter isLast: the import ends as `ERROR` with it.
  func countFailed(isInnocent: Bool, isLast: Bool) {
    attempts[isInnocent ? .givenBack : .failed]?.increment()
    if isLast { finished[.error]?.increment() }
  }
}
