import Foundation
import Logging
import Telemetry
import WireText

/// What the transport refuses by itself, for the log and for the metrics.
struct TransportRefusals: Sendable {
  let logger: Logger
  let metrics: TransportMetrics

  /// Takes note of a refusal.
  ///
  /// - Returns: the request's id.
  func record(_ fault: TransportFault) -> String {
    let id = UUID.random().wireText
    logger.debug(
      "Request refused by the transport",
      metadata: ["request_id": .string(id), "fault": .string("\(fault)")])
    metrics.refusals[fault]?.increment()
    return id
  }
}

/// What is counted of a server's connections.
struct TransportMetrics: Sendable {
  let openConnections: Gauge
  let refusedConnections: Counter
  let refusals: Counters<TransportFault>

  /// - Parameter limit: connections at once.
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
