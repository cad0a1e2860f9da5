import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import TestSupport
import Testing

@Suite("Metrics", .timeLimit(.minutes(10)))
struct MetricsTests {
  private static let settings = ["WFM_METRICS_PORT": "0"]

  /// The metrics of a server with a worker, after an import, a rejected request and a rejected
  /// client.
  private static let scrapeTask = Task {
    let installation = try await Installation()
    try await installation.makeAccount()
    let server = try await installation.serve(
      settings: settings.merging([
        "WFM_MASTER_KEY": try installation.file("a master key of more than thirty-two bytes")
      ]) { $1 })
    let client = try await installation.client(of: server)
    let id = try await client.upload(try Places.exampleFile())
    _ = try await client.outcome(of: id)
    let stranger = try OAuthClient(printed: "client_id: nobody\nclient_secret: nothing\n")
    try await eventually("failed authentications have no bound") {
      try await stranger.requestToken(of: server.address).status == 429
    }
    // The outcome is in the database before it is counted.
    try await eventually("the finished import is not counted") {
      try await Scrape(server.program).value("wfm_imports_finished_total") == 1
    }
    let scrape = try await Scrape(server.program)
    _ = try await server.stop()
    return scrape
  }

  static var scrape: Scrape { get async throws { try await scrapeTask.value } }

  @Test(.needs(.promtool))
  func `pass promtool's check without a warning`() async throws {
    let ending = try await Program.run(
      "/usr/bin/env", ["promtool", "check", "metrics"], input: try await Self.scrape.text)
    #expect(ending.status == 0, "\(ending.output)\(ending.errors)")
    #expect(ending.errors.isEmpty, "\(ending.errors)")
  }

  @Test func `count requests, imports and refusals`() async throws {
    let scrape = try await Self.scrape
    for (name, labels, value) in [
      ("wfm_imports_finished_total", #"status="IMPORTED_WITH_ERRORS""#, 1),
      ("wfm_import_rows_total", #"outcome="inserted""#, 310),
      ("wfm_import_rows_total", #"outcome="rejected""#, 9),
      ("wfm_import_row_problems_total", #"error_code="AGENT_UNKNOWN""#, 1),
      ("wfm_import_attempts_total", #"result="finished""#, 1),
      ("wfm_import_duration_seconds_count", "", 1), ("wfm_import_queue_wait_seconds_count", "", 1),
      ("wfm_import_jobs_limit", "", 2), ("wfm_import_jobs_running", "", 0),
      ("wfm_import_queue_imports", #"state="waiting""#, 0),
      ("wfm_import_queue_scrape_error", "", 0),
      ("wfm_rate_limit_refusals_total", #"limit="authentication""#, 1),
      ("db_client_connection_max", #"db_client_connection_pool_name="requests""#, 10),
      ("db_client_connection_max", #"db_client_connection_pool_name="worker""#, 4),
      ("db_client_connection_timeouts_total", "", 0), ("wfm_build_info", "", 1),
    ] as [(String, String, Double)] {
      #expect(scrape.value(name, labels) == value, "\(name) \(labels)")
    }
    let failures = scrape.value("wfm_authentication_failures_total", #"reason="invalid_client""#)
    #expect((failures ?? 0) >= 60)
    let post = #"method="POST",http_route="/v1/schedules/event-imports",http_response"#
    #expect(scrape.value("http_server_request_duration_seconds_count", post) == 1)
    #expect((scrape.value("process_resident_memory_bytes") ?? 0) > 1e6)
    #expect((scrape.value("db_client_connections", "worker") ?? 0) >= 1)
    let build = /wfm_build_info\{build_id="[0-9a-f]+",schema_version="[0-9]+"\} 1\n/
    #expect(scrape.text.contains(build))
  }

  @Test func `are the rows of docs/reference/metrics.md: name, type, labels, unit and meaning`()
    async throws
  {
    let page = try String(contentsOfFile: Places.path("docs/reference/metrics.md"), encoding: .utf8)
    let table = try #require(page.firstMatch(of: /<!-- metrics -->\n([^<]*)<!-- \/metrics -->/)).1
    let documented = table.split(separator: "\n").dropFirst(2).map { String($0) }.sorted()
    let given = try await Self.scrape.metrics.map { metric in
      let labels = metric.labels.map { "`\($0)`" }.joined(separator: ", ")
      return "| `\(metric.name)` | \(metric.type) | \(labels) | \(Self.unit(of: metric.name)) | "
        + "\(metric.help) |"
    }.sorted()
    let missing = given.filter { !documented.contains($0) }
    #expect(documented == given, "\(missing.joined(separator: "\n"))")
  }

  /// The unit in the name, by the conventions of Prometheus.
  private static func unit(of name: String) -> String {
    name.contains("_seconds") ? "s" : name.hasSuffix("_bytes") ? "bytes" : "1"
  }

  @Test func `are exported by a worker too, with its liveness`() async throws {
    let installation = try await Installation()
    let worker = try installation.start("work", settings: Self.settings)
    let scrape = try await Scrape(worker)
    #expect(scrape.value("wfm_import_jobs_limit") == 2)
    #expect(scrape.value("http_server_active_requests") == nil)
    let address = try await Scrape.address(of: worker)
    for (path, status) in [("health/live", UInt(200)), ("health/ready", 404), ("", 404)] {
      let response = try await HTTPClient.shared.execute(
        HTTPClientRequest(url: "\(address)/\(path)"), timeout: .seconds(60))
      #expect(response.status.code == status, "\(path)")
    }
    worker.send(SIGTERM)
    #expect(try await worker.ending(within: .seconds(10)).status == 0)
  }

  @Test func `are not served on the API's port`() async throws {
    let server = try await Installation().serve()
    let response = try await HTTPClient.shared.execute(
      HTTPClientRequest(url: "\(server.address)/metrics"), timeout: .seconds(60))
    #expect(response.status == .notFound)
    let log = try await server.stop().errors
    #expect(!log.contains("metrics_port"))
  }

  @Test func `are served while the database is unreachable, except those read from it`()
    async throws
  {
    let installation = try Installation(connectionString: "host=/nonexistent")
    let server = try await installation.serve(settings: Self.settings)
    let scrape = try await Scrape(server.program)
    #expect(scrape.value("wfm_import_queue_scrape_error") == 1)
    #expect(scrape.value("wfm_import_queue_imports") == nil)
    #expect(scrape.value("wfm_import_queue_oldest_age_seconds") == nil)
    #expect(scrape.value("process_threads") != nil)
    _ = try await server.stop()
  }

  @Test func `on a port in use prevent the start, with the name of the setting`() async throws {
    let installation = try await Installation()
    let server = try await installation.serve()
    let ending = try await installation.run(
      "serve", settings: ["WFM_METRICS_PORT": "\(server.port)"])
    #expect(ending.status != 0)
    #expect(
      ending.errors.contains(
        "Cannot listen on WFM_METRICS_HOST 127.0.0.1, WFM_METRICS_PORT \(server.port): "),
      "\(ending.errors)")
    _ = try await server.stop()
  }
}
