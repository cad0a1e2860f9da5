import Authorization
package import HTTPFront
package import Hummingbird
package import Logging
package import ServiceLifecycle

/// The API's server as a service.
package enum APIServer {
  /// The server, ready to run.
  ///
  /// - Parameters:
  ///   - port: 0 picks a free one.
  ///   - certificate: nil for plain HTTP. The server reloads its files when they change.
  ///   - running: the services that requests need. They stop after the server.
  ///   - onListening: called once with the port.
  package static func make(
    services: APIServices, host: String, port: Int, limits: TransportLimits,
    certificate: ServerCertificate? = nil, running: [any Service] = [], logger: Logger,
    onListening: @escaping @Sendable (_ port: Int) async -> Void
  ) -> some ApplicationProtocol {
    let transport = HTTPTransport(
      limits: limits, certificate: certificate, proxies: services.trustedProxies,
      registry: services.metrics)
    return transport.application(
      router: RouteTable.router(for: services), host: host, port: port,
      services: (running + (services.authorization.map { [$0.ring] } ?? [])
        + (certificate.map { [CertificateWatch($0, logger: logger)] } ?? []))
        .map { NamedService($0) },
      logger: logger, onListening: onListening)
  }
}
