import Scheduling
import Telemetry

/// The metrics of a worker. docs/reference/metrics.md explains each.
struct ImportMetrics: Sendable {
  /// The outcome of a row.
  enum RowOutcome: String, CaseIterable {
    case inserted, updated, unchanged, rejected
  }

  /// How an attempt ended.
  enum AttemptResult: String, CaseIterable {
    /// The import has its final status.
    case finished
    /// The attempt failed and was counted.
    case failed
    /// The attempt was not counted: a shutdown, the database or the object store ended it.
    case givenBack = "given_back"
  }

  /// Buckets in seconds: from a small file on an idle machine to 5 MB on a busy one.
  private static let durations: [Double] = [
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
  ]
  /// Buckets in seconds: from an idle worker to a backlog of an hour.
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
  /// - Parameter outcome: nil if the import ended without an attempt.
  func countFinished(_ status: ImportStatus, _ outcome: ImportJob.Outcome?, duration: Duration) {
    finished[status]?.increment()
    // Without an outcome, all attempts were already used up.
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
  /// - Parameters:
  ///   - isInnocent: whether the failure has another cause than the file.
  ///   - isLast: whether the import ends as `ERROR`.
  func countFailed(isInnocent: Bool, isLast: Bool) {
    attempts[isInnocent ? .givenBack : .failed]?.increment()
    if isLast { finished[.error]?.increment() }
  }
}
