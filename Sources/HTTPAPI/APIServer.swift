import Authorization
package import Hummingbird
package import Logging
package import ServiceLifecycle

/// The HTTP front as a service.
package enum APIServer {
  /// The server, ready to run.
  ///
  /// - Parameters:
  ///   - port: 0 picks a free one.
  ///   - running: what the requests rely on; it runs as long as the server, and stops after it.
  ///   - onListening: called once with the port.
  package static func make(
    services: APIServices, host: String, port: Int, limits: TransportLimits,
    running: [any Service] = [], logger: Logger,
    onListening: @escaping @Sendable (_ port: Int) async -> Void
  ) -> some ApplicationProtocol {
    let configuration = ApplicationConfiguration(
      address: .hostname(host, port: port), serverName: nil,
      availableConnectionsDelegate: .maximum(limits.connections, logger: logger))
    return Application(
      router: RouteTable.router(for: services), server: .http1(limits: limits),
      configuration: configuration,
      services: running + (services.authorization.map { [$0.ring] } ?? []),
      onServerRunning: { channel in await onListening(channel.localAddress?.port ?? port) },
      logger: logger)
  }
}
