package import HummingbirdCore
import NIOCore
import NIOHTTP2
package import Telemetry

/// How a server is reached: its certificate, if it speaks TLS itself, and the bounds of its
/// connections.
package struct HTTPTransport: Sendable {
  let limits: TransportLimits
  let certificate: ServerCertificate?
  let admission: ConnectionAdmission
  let metrics: TransportMetrics

  /// - Parameters:
  ///   - certificate: nil for plain HTTP/1.1, as behind a proxy.
  ///   - proxies: are not bounded by `TransportLimits.connectionsPerClient`.
  ///   - registry: where the connections and refusals are counted.
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

  /// For `Application(router:server:)`.
  package var serverBuilder: HTTPServerBuilder {
    HTTPServerBuilder { ServerChannel(transport: self, responder: $0) }
  }
}

extension TransportLimits {
  /// For NIO's HTTP/2 handler, whose other defaults hold: it closes a connection with
  /// ENHANCE_YOUR_CALM that passes one of these rates.
  var http2: NIOHTTP2Handler.Configuration {
    var configuration = NIOHTTP2Handler.Configuration()
    let window = TimeAmount.seconds(30)
    configuration.connection.initialSettings = [
      HTTP2Setting(parameter: .maxConcurrentStreams, value: streams),
      HTTP2Setting(parameter: .maxHeaderListSize, value: headerBytes),
      HTTP2Setting(parameter: .initialWindowSize, value: unwantedBody),
    ]
    // `StreamIntake` renews the windows.
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
