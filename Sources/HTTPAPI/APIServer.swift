import Authorization
package import Hummingbird
package import Logging

/// The HTTP front as a service.
package enum APIServer {
  /// The server, ready to run.
  ///
  /// - Parameters:
  ///   - port: 0 picks a free one.
  ///   - onListening: called once with the port.
  package static func make(
    services: APIServices, host: String, port: Int, limits: TransportLimits, logger: Logger,
    onListening: @escaping @Sendable (_ port: Int) async -> Void
  ) -> some ApplicationProtocol {
    let configuration = ApplicationConfiguration(
      address: .hostname(host, port: port), serverName: nil,
      availableConnectionsDelegate: .maximum(limits.connections, logger: logger))
    return Application(
      router: RouteTable.router(for: services), server: .http1(limits: limits),
      configuration: configuration, services: services.authorization.map { [$0.ring] } ?? [],
      onServerRunning: { channel in await onListening(channel.localAddress?.port ?? port) },
      logger: logger)
  }
}
