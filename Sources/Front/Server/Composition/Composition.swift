package import Administration
import Authorization
import Foundation
package import HTTPAPI
package import Hummingbird
import Identity
package import Importing
package import Logging
import NIOCore
package import Postgres
import Reports
package import Scheduling
package import ServiceLifecycle
package import Store
import Telemetry
import Throttling
import UnixSignals

/// The one place where the parts are put together.
package struct Composition: Sendable {
  package let settings: Settings
  package let logger: Logger
  /// Of all loggers of this process.
  let logLevel: SharedLogLevel
  /// What SIGHUP has this process read again beside its settings.
  let reloadable = ReloadableParts()
  /// What this process counts.
  let metrics = MetricRegistry()
  /// Shared by the front and the worker of this process.
  private let headStart = HeadStart()
  private let sharedTimeZones = SharedTimeZones()
  /// Of a server.
  package let drain: Drain

  package init(settings: Settings) throws {
    self.settings = settings
    drain = Drain(for: try settings.seconds(.shutdownDelay, in: 0...60))
    let logLevel = SharedLogLevel(try settings.choice(.logLevel, of: Logger.Level.self))
    self.logLevel = logLevel
    logger = Logger(label: "wfm") { label in
      LineLogHandler(
        StreamLogHandler.standardError(
          label: label, metadataProvider: TraceContext.metadataProvider), level: logLevel
      ) { ShownText.escaped($0, limit: .max) }
    }
    for variable in settings.unknownVariables {
      let suggestion = Setting.suggestion(for: variable, among: \.variable)
      logger.warning("\(variable) is no setting and counts for nothing.\(suggestion)")
    }
  }

  private enum Pooler: String, CaseIterable { case none, transaction }
  private enum Switch: String, CaseIterable { case on, off }

  package func databaseConfiguration() throws -> PostgresConfiguration {
    var configuration = PostgresConfiguration(
      connectionString: try settings.requiredSecret(.databaseURL))
    // The string is not repeated: it may hold a password.
    guard configuration.isReadable else {
      throw Settings.Fault.unusable(
        .databaseURL, reason: "libpq cannot read it. Give key=value pairs or a postgresql:// URI.")
    }
    configuration.statementTimeout = try settings.seconds(
      .databaseStatementTimeout, in: 1...3600)
    configuration.lockTimeout = try settings.seconds(.databaseLockTimeout, in: 1...3600)
    configuration.sessionState = try settings.choice(.databasePooler, of: Pooler.self) == .none
    if let file = settings.text(.databasePasswordFile) {
      let passwordFile = PasswordFile(path: file)
      // Missing at start it would be missing for ever; later it may be on its way.
      guard (try? passwordFile.password()) != nil else {
        throw Settings.Fault.wrong(
          .databasePasswordFile, value: file, expected: "a file whose first line is a password")
      }
      configuration.passwordFile = passwordFile
    }
    return configuration
  }

  /// - Parameter name: what its metrics are called by; nil for a command that gives none.
  package func pool(size: Int, name: String? = nil) throws -> ConnectionPool {
    let pool = ConnectionPool(
      configuration: try databaseConfiguration(), size: size,
      waitLimit: try settings.seconds(.databasePoolWait, in: 1...60), logger: logger)
    if let name { observe(pool, name: name) }
    return pool
  }

  /// A connection for a command that needs one.
  package func connection() throws -> PostgresConnection {
    PostgresConnection(configuration: try databaseConfiguration(), logger: logger)
  }

  /// For a command that changes or shows what an operator administers.
  package func administrator() throws -> Administrator { Administrator(pool: try pool(size: 1)) }

  /// Who runs this command, for the audit.
  package static var origin: AuditRepository.Origin { .init(actor: "cli:\(NSUserName())") }

  /// The HTTP front.
  ///
  /// - Parameter hasWorker: whether this process runs a worker too.
  package func server(
    hasWorker: Bool = true, onListening: @escaping @Sendable (_ port: Int) async -> Void
  ) async throws -> some ApplicationProtocol {
    let pool = try pool(size: try requestPoolSize(), name: "requests")
    let limits = try transportLimits()
    makeRoomForFiles(of: limits)
    let certificate = try serverCertificate()
    let migrator = Migrator(logger: logger)
    let (host, port) = try listeningAddress()
    let authorization = try authorizationServer(pool: pool, port: port.number)
    try await authorization?.ring.start()
    let (issuers, issuerKeys) = try await trustedIssuers(beside: authorization)
    if let certificate {
      let watch = CertificateWatch(certificate, logger: logger)
      reloadable.add("certificate") {
        try watch.refresh(always: true)
        return certificate.certificateFile
      }
    }
    let services = APIServices(
      imports: ImportService(
        pool: pool, zones: try timeZones(),
        headStart: hasWorker ? headStart : nil),
      administrator: Administrator(pool: pool), verifier: TokenVerifier(issuers: issuers),
      reportLinks: try reportLinks(), reportObjects: try reportObjects(),
      readiness: {
        try await pool.withConnection { connection in
          guard try migrator.isUsable(on: connection) else { throw NotMigrated() }
        }
      },
      drain: drain,
      publicURL: try publicURL(), rateLimits: try rateLimits(pool: pool),
      uploadMemory: BodyMemory(
        of: .upload, mebibytes: try settings.integer(.uploadMemory, in: 8...65536),
        metrics: metrics),
      downloadMemory: BodyMemory(of: .download, mebibytes: 64, metrics: metrics),
      authorization: authorization, trustedProxies: try trustedProxies(),
      servesDocs: try settings.choice(.docs, of: Switch.self) == .on, metrics: metrics,
      now: TokenVerifier.systemClock)
    return APIServer.make(
      services: services, host: host, port: port.number, limits: limits,
      certificate: certificate, running: issuerKeys, logger: logger
    ) { number in
      port.release()
      await onListening(number)
    }
  }

  /// The tz database of this process, front and worker alike.
  package func timeZones() throws(TimeZoneFault) -> TimeZoneDatabase {
    try sharedTimeZones.database()
  }

  package struct NotMigrated: Error, CustomStringConvertible {
    package let description = "The database lacks migrations of this version: run `wfm migrate up`."

    package init() {}
  }

  /// The import worker.
  package func worker() throws -> ImportWorker {
    let configuration = try workerConfiguration()
    return ImportWorker(
      configuration: configuration,
      pool: try pool(size: configuration.poolSize, name: "worker"),
      listener: try connection(), zones: try timeZones(), reports: try reportStore(),
      headStart: headStart, metrics: metrics, logger: logger)
  }

  /// Runs services until SIGTERM or SIGINT. They stop in reverse order, within 10 s in all, after the
  /// drain where there is one. On SIGHUP they go on.
  package func run(_ services: [any Service], reload: Reload, drain: Drain? = nil) async throws {
    let all = [reload.service(for: self)] + services + (drain.map { [$0] } ?? [])
    var configuration = ServiceGroupConfiguration(
      services: all.map { NamedService($0) },
      gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    configuration.maximumGracefulShutdownDuration = .seconds(8) + (drain?.duration ?? .zero)
    configuration.maximumCancellationDuration = .seconds(2)
    do {
      try await ServiceGroup(configuration: configuration).run()
    } catch let error as IOError {
      // Nothing else than listening lets one of these out.
      throw try cannotListen(.host, .port, error)
    }
  }

  package func trustedProxies() throws -> TrustedProxies {
    guard let proxies = TrustedProxies(addresses: Set(try settings.list(.trustedProxies))) else {
      throw Settings.Fault.wrong(
        .trustedProxies, value: settings.text(.trustedProxies) ?? "",
        expected: "a list of IP addresses and networks")
    }
    return proxies
  }

  package func publicURL() throws -> String? {
    guard let value = try url(.publicURL) else { return nil }
    return value.hasSuffix("/") ? String(value.dropLast()) : value
  }

  func url(_ setting: Setting) throws -> String? {
    guard let value = settings.text(setting) else { return nil }
    guard let url = URL(string: value), ["http", "https"].contains(url.scheme), url.host != nil,
      url.query == nil, url.fragment == nil
    else {
      throw Settings.Fault.wrong(
        setting, value: value, expected: "an http or https URL without a query")
    }
    return value
  }
}
