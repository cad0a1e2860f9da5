import Telemetry
import WireText

/// The metrics of a server's connections.
struct TransportMetrics: Sendable {
  let openConnections: Gauge
  let refusedConnections: Counter
  let refusals: Counters<TransportFault>

  /// - Parameter limit: the limit of open connections.
  init(in registry: MetricRegistry, limit: Int) {
    openConnections = registry.gauge("http_server_open_connections", "Open connections.")
    registry.gauge(
      "http_server_open_connections_limit",
      "Maximum number of open connections; more connections wait."
    ).set(limit)
    refusedConnections = registry.counter(
      "http_server_refused_connections_total",
      "Connections closed immediately because their client had too many open.")
    refusals = registry.counters(
      "http_server_transport_refusals_total",
      "Requests that the transport layer answered, before or instead of the application.",
      by: "fault",
      of: [.malformedRequest, .headerTooLarge, .headerTimeout, .bodyTimeout])
  }
}
