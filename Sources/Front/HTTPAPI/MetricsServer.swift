import HTTPFront
import HTTPTypes
package import Hummingbird
package import Logging
import NIOCore
package import Telemetry

/// Metrics and liveness on an address of their own, for whoever watches the process. They are not for
/// the clients of the API, and are answered however busy that is.
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
    let transport = HTTPTransport(limits: limits)
    return Application(
      router: router, server: transport.serverBuilder,
      configuration: ApplicationConfiguration(
        address: .hostname(host, port: port), serverName: nil,
        availableConnectionsDelegate: .maximum(limits.connections, logger: logger)),
      onServerRunning: { channel in
        transport.guardListener(channel, logger: logger)
        await onListening(channel.localAddress?.port ?? port)
      },
      logger: logger)
  }

  /// Connections at once; more wait.
  static let mostConnections = 16
}
