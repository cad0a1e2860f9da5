import HTTPFront
import HTTPTypes
package import Hummingbird
package import Logging
import NIOCore
package import Telemetry

/// The server of `/metrics` and `/health/live`, on a separate address for monitoring. Clients of
/// the API cannot reach it, and it responds while the API's server is busy.
package enum MetricsServer {
  /// The server, ready to run.
  ///
  /// - Parameters:
  ///   - port: 0 picks a free one.
  ///   - onListening: called once with the port.
  package static func make(
    registry: MetricRegistry, host: String, port: Int, logger: Logger,
    onListening: @escaping @Sendable (_ port: Int) async -> Void
  ) -> some ApplicationProtocol {
    let router = Router()
    router.get("metrics") { _, _ in
      Response(
        status: .ok, headers: [.contentType: MetricFamily.mediaType, .cacheControl: "no-store"],
        body: ResponseBody(
          byteBuffer: ByteBuffer(
            string: MetricFamily.exposition(of: await registry.families()))))
    }
    router.get("health/live") { _, _ in GetHealth.response("live") }
    var limits = TransportLimits()
    limits.connections = mostConnections
    return HTTPTransport(limits: limits).application(
      router: router, host: host, port: port, logger: logger, onListening: onListening)
  }

  /// The most concurrent connections. Further connections wait.
  static let mostConnections = 16
}
