package import HummingbirdCore
import NIOCore
import NIOHTTP2
package import Telemetry

/// The transport of one server: its certificate, if it speaks TLS itself, and the limits of its
/// connections.
package struct HTTPTransport: Sendable {
  let limits: TransportLimits
  let certificate: ServerCertificate?
  let admission: ConnectionAdmission
  let metrics: TransportMetrics

  /// - Parameters:
  ///   - certificate: nil for plain HTTP/1.1, as behind a proxy.
  ///   - proxies: the addresses that `TransportLimits.connectionsPerClient` does not limit.
  ///   - registry: gets the metrics of connections and refusals.
  package init(
    limits: TransportLimits = TransportLimits(), certificate: ServerCertificate? = nil,
    proxies: TrustedProxies = TrustedProxies(), registry: MetricRegistry = MetricRegistry()
  ) {
    self.limits = limits
    self.certificate = certificate
    metrics = TransportMetrics(in: registry, limit: limits.connections)
    admission = ConnectionAdmission(
      limit: limits.connectionsPerClient, streamLimit: limits.streamsPerClient, proxies: proxies)
  }

  /// The server for `Application(router:server:)`.
  package var serverBuilder: HTTPServerBuilder {
    HTTPServerBuilder { ServerChannel(transport: self, responder: $0) }
  }
}

extension TransportLimits {
  /// The configuration of NIO's HTTP/2 handler. It closes a connection that passes one of these
  /// rates with ENHANCE_YOUR_CALM. All other values are NIO's defaults.
  var http2: NIOHTTP2Handler.Configuration {
    var configuration = NIOHTTP2Handler.Configuration()
    let window = TimeAmount.seconds(30)
    configuration.connection.initialSettings = [
      HTTP2Setting(parameter: .maxConcurrentStreams, value: streams),
      HTTP2Setting(parameter: .maxHeaderListSize, value: headerBytes),
      HTTP2Setting(parameter: .initialWindowSize, value: unwantedBody),
    ]
    // `HTTP2StreamIntake` renews the windows.
    configuration.stream.targetWindowSize = 0
    configuration.connection.maximumSequentialContinuationFrames = continuationFrames
    configuration.connection.controlFrameRateLimit.maximumCount = controlFrames
    configuration.connection.controlFrameRateLimit.windowLength = window
    configuration.stream.streamResetFrameRateLimit.maximumCount = streamResets
    configuration.stream.streamResetFrameRateLimit.windowLength = window
    configuration.stream.streamErrorRateLimit.maximumCount = streamResets
    configuration.stream.streamErrorRateLimit.windowLength = window
    return configuration
  }
}
