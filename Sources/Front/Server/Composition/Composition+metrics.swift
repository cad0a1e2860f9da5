import HTTPAPI
import HTTPFront
import Hummingbird
import Logging
import Migrations
import NIOCore
import Postgres
package import ServiceLifecycle
import Store
import Telemetry

extension Composition {
  /// The services that export metrics; empty if no port is set.
  ///
  /// - Throws: `Settings.Fault.wrong`
  package func monitoring() throws -> [any Service] {
    let host = try host(.metricsHost)
    guard settings.text(.metricsPort) != nil else { return [] }
    let port = try settings.integer(.metricsPort)
    ProcessMetrics.add(to: metrics)
    addBuildInfo()
    try addTimeZoneRules()
    try addQueueLoad()
    let server = MetricsServer.make(registry: metrics, host: host, port: port, logger: logger) {
      logger.info("metrics", metadata: ["metrics_port": "\($0)"])
    }
    return [MetricsService(server: server, composition: self)]
  }

  private func addBuildInfo() {
    let sample = MetricFamily.Sample(
      labels: [("build_id", BuildID.text), ("schema_version", "\(Migration.all.count)")], 1)
    metrics.add {
      [
        MetricFamily(
          .gauge, "wfm_build_info", "1; the labels name the running build and its schema version.",
          [sample])
      ]
    }
  }

  /// Exports a pool's load, under OpenTelemetry's names.
  func observe(_ pool: ConnectionPool, name: String) {
    let label = (name: "db_client_connection_pool_name", value: name)
    metrics.add {
      let load = pool.load
      let states = [("used", load.lent), ("idle", load.idle)]
      return [
        MetricFamily(
          .gauge, "db_client_connections", "Database connections, by state.",
          states.map { state, count in
            .init(labels: [label, ("db_client_connection_state", state)], Double(count))
          }),
        MetricFamily(
          .gauge, "db_client_connection_max", "Maximum number of connections in the pool.",
          [.init(labels: [label], Double(pool.size))]),
        MetricFamily(
          .gauge, "db_client_connection_pending_requests", "Callers that wait for a connection.",
          [.init(labels: [label], Double(load.waiting))]),
        MetricFamily(
          .counter, "db_client_connection_timeouts_total",
          "Callers that timed out while they waited for a connection.",
          [.init(labels: [label], Double(load.timeouts))]),
      ]
    }
  }

  /// Exports the queue's load. It is read over a separate connection, because the pools may be
  /// exhausted under the very load that it measures.
  private func addQueueLoad() throws {
    let connection = try connection()
    let reading = SharedReading(lifetime: Self.queueLifetime) {
      try await connection.run { try ImportQueue.load(on: $0) }
    }
    metrics.add { [logger] in
      var load: ImportQueue.Load?
      do {
        load = try await reading.value(within: Self.queuePatience)
      } catch {
        logger.warning(
          "cannot read the queue's load", metadata: ["error": "\(String(reflecting: error))"])
      }
      let states = load.map { [("waiting", $0.waiting), ("begun", $0.begun)] } ?? []
      return [
        MetricFamily(
          .gauge, "wfm_import_queue_imports",
          "Unfinished imports of all accounts, by whether an attempt has started.",
          states.map { state, count in .init(labels: [("state", state)], Double(count)) }),
        MetricFamily(
          .gauge, "wfm_import_queue_oldest_age_seconds",
          "Time since the upload of the oldest unfinished import, or 0.",
          value: load?.oldestAge.inSeconds),
        MetricFamily(
          .gauge, "wfm_import_queue_scrape_error",
          "1 if the database did not return the state of the queue, otherwise 0.",
          value: load == nil ? 1 : 0),
      ]
    }
  }

  /// How long scrapes reuse the last value of the queue's load.
  private static let queueLifetime = Duration.seconds(5)
  /// How long a scrape waits for the database.
  private static let queuePatience = Duration.seconds(2)
}

/// The metrics server. If it cannot listen, its error names the settings.
private struct MetricsService<Server: Service>: Service {
  let server: Server
  let composition: Composition

  func run() async throws {
    do {
      try await server.run()
    } catch let error as IOError {
      throw try composition.cannotListen(.metricsHost, .metricsPort, error)
    }
  }
}
