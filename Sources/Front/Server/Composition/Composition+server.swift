import Administration
import Authorization
import HTTPAPI
import HTTPFront
package import Hummingbird
import Identity
import Importing
import Postgres
import Store
import Throttling

/// The HTTP server.
extension Composition {
  /// - Parameters:
  ///   - hasWorker: whether this process runs a worker too.
  ///   - onListening: called with the port as soon as the server listens.
  package func server(
    hasWorker: Bool = true, onListening: @escaping @Sendable (_ port: Int) async -> Void
  ) async throws -> some ApplicationProtocol {
    try server(of: try await serverParts(hasWorker: hasWorker), onListening: onListening)
  }

  /// Reads all settings of the server, and starts the key ring.
  ///
  /// - Throws: `Settings.Fault` and the errors of reading keys.
  package func serverParts(hasWorker: Bool) async throws -> ServerParts {
    let pool = try pool(size: try requestPoolSize(), name: "requests")
    let certificate = try watchedCertificate()
    let (host, port) = try listeningAddress()
    let authorization = try authorizationServer(pool: pool, port: port.number)
    try await authorization?.ring.start()
    let (issuers, issuerKeys) = try await trustedIssuers(beside: authorization)
    let migrator = Migrator(logger: logger)
    let services = APIServices(
      imports: ImportService(
        pool: pool, zones: try timeZones(), headStart: hasWorker ? headStart : nil),
      administrator: Administrator(pool: pool),
      verifier: TokenVerifier(issuers: issuers, now: clock.seconds),
      reportLinks: try reportLinks(), reportObjects: try reportObjects(),
      readiness: {
        try await pool.withConnection { connection in
          guard try migrator.isUsable(on: connection) else { throw NotMigrated() }
        }
      },
      drain: drain, publicURL: try publicURL(), rateLimits: try rateLimits(pool: pool),
      uploadMemory: BodyMemory(
        of: .upload, mebibytes: try settings.integer(.uploadMemory), waitLimit: uploadWait,
        metrics: metrics),
      downloadMemory: BodyMemory(of: .download, mebibytes: 64, metrics: metrics),
      authorization: authorization, trustedProxies: try trustedProxies(),
      servesDocs: try settings.choice(.docs, of: Setting.Switch.self) == .on, metrics: metrics,
      now: clock.seconds)
    return ServerParts(
      services: services, issuerKeys: issuerKeys, host: host, port: port,
      certificate: certificate)
  }

  /// - Parameter onListening: called with the port as soon as the server listens.
  package func server(
    of parts: ServerParts, onListening: @escaping @Sendable (_ port: Int) async -> Void
  ) throws -> some ApplicationProtocol {
    APIServer.make(
      services: parts.services, host: parts.host, port: parts.port.number,
      limits: try transportLimits(), certificate: parts.certificate, running: parts.issuerKeys,
      logger: logger
    ) { number in
      parts.port.release()
      await onListening(number)
    }
  }

  /// The certificate, which SIGHUP reloads; nil for plain HTTP.
  private func watchedCertificate() throws -> ServerCertificate? {
    guard let certificate = try serverCertificate() else { return nil }
    let watch = CertificateWatch(certificate, logger: logger)
    reloadable.add("certificate") {
      try watch.refresh(always: true)
      return certificate.certificateFile
    }
    return certificate
  }
}
