import Importing
import Scheduling
import Telemetry
import TestSupport
import Testing

@Suite("The metrics of a worker", .timeLimit(.minutes(5)))
struct ImportMetricsTests {
  private static let rows = """
    Ann,ann@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift
    Ann,nobody@example.com,9:00 2026-06-01,17:00 2026-06-01,Shift
    Ann,nobody@example.com,09:00 2026-06-02,17:00 2026-06-02,Nap

    """

  @Test func `count imports and rows by outcome, and problems by code`()
    async throws
  {
    let account = try await ScheduleAccount()
    let metrics = MetricRegistry()
    try await account.withWorker(concurrency: 3, metrics: metrics) { _ in
      for rows in [WorkerTests.row, Self.rows] {
        _ = try await account.outcome(
          of: try await account.accept(Array((ScheduleAccount.header + rows).utf8)))
      }
    }
    for (status, count) in [("IMPORTED", 1.0), ("IMPORTED_WITH_ERRORS", 1), ("ERROR", 0)] {
      #expect(await metrics.value("wfm_imports_finished_total", ["status": status]) == count)
    }
    #expect(await metrics.value("wfm_imports_finished_total", ["status": "PROCESSING"]) == nil)
    for (outcome, count) in [("inserted", 1.0), ("updated", 0), ("unchanged", 1), ("rejected", 2)] {
      #expect(await metrics.value("wfm_import_rows_total", ["outcome": outcome]) == count)
    }
    let problems = "wfm_import_row_problems_total"
    #expect(await metrics.value(problems, ["error_code": "AGENT_UNKNOWN"]) == 2)
    #expect(await metrics.value(problems, ["error_code": "START_TIME_FORMAT"]) == 1)
    #expect(await metrics.value(problems, ["error_code": "EVENT_TYPE_UNKNOWN"]) == 1)
    #expect(await metrics.value(problems) == 4)
    #expect(await metrics.value("wfm_import_attempts_total", ["result": "finished"]) == 2)
    #expect(await metrics.value("wfm_import_duration_seconds_count") == 2)
    #expect(await metrics.value("wfm_import_queue_wait_seconds_count") == 2)
    #expect(await metrics.value("wfm_import_jobs_limit") == 3)
    #expect(await metrics.value("wfm_import_jobs_running") == 0)
  }
}
