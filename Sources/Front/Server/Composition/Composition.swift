package import Administration
import Authorization
import Foundation
import HTTPAPI
package import HTTPFront
package import Hummingbird
import Identity
package import Importing
package import Logging
import NIOCore
package import Postgres
import Reports
package import Scheduling
package import ServiceLifecycle
import Store
import Telemetry
import Throttling
import UnixSignals

/// Builds the services of a process from its settings.
package struct Composition: Sendable {
  /// The settings of the process.
  package let settings: Settings
  /// The logger of the process.
  package let logger: Logger
  /// The level of all loggers of this process.
  let logLevel: SharedLogLevel
  /// The parts of this process that SIGHUP reloads besides its settings.
  let reloadable = ReloadableParts()
  /// The metrics of this process.
  let metrics = MetricRegistry()
  /// Shared by the HTTP server and the worker of this process.
  private let headStart = HeadStart()
  private let sharedTimeZones = SharedTimeZones()
  /// The delay of a server's shutdown.
  package let drain: Drain

  /// - Parameter log: where log lines go; nil for standard error.
  /// - Throws: `Settings.Fault.wrong` for the log level or the shutdown delay.
  package init(
    settings: Settings, log: (any TextOutputStream & Sendable)? = nil
  ) throws(Settings.Fault) {
    self.settings = settings
    drain = Drain(for: try settings.seconds(.shutdownDelay))
    let logLevel = SharedLogLevel(try settings.choice(.logLevel, of: Logger.Level.self))
    self.logLevel = logLevel
    logger = Logger(label: "wfm") { label in
      let provider = TraceContext.metadataProvider
      let handler =
        log.map { StreamLogHandler(label: label, stream: $0, metadataProvider: provider) }
        ?? .standardError(label: label, metadataProvider: provider)
      return LineLogHandler(handler, level: logLevel) { ShownText.escaped($0, limit: .max) }
    }
    for variable in settings.unknownVariables {
      let suggestion = Setting.suggestion(for: variable, among: \.variable)
      logger.warning("Unknown setting \(variable) is ignored.\(suggestion)")
    }
  }

  /// How to connect to the database.
  ///
  /// - Throws: `Settings.Fault`
  package func databaseConfiguration() throws -> PostgresConfiguration {
    var configuration = PostgresConfiguration(
      connectionString: try settings.requiredSecret(.databaseURL))
    // The message does not repeat the string, which may hold a password.
    guard configuration.isReadable else {
      throw Settings.Fault.unusable(
        .databaseURL, reason: "libpq cannot read it. Give key=value pairs or a postgresql:// URI.")
    }
    configuration.statementTimeout = try settings.seconds(.databaseStatementTimeout)
    configuration.lockTimeout = try settings.seconds(.databaseLockTimeout)
    configuration.sessionState =
      try settings.choice(.databasePooler, of: Setting.Pooler.self) == .none
    if let file = settings.text(.databasePasswordFile) {
      let passwordFile = PasswordFile(path: file)
      // A file that is missing at the start is a mistake. Later it may be about to be replaced.
      guard (try? passwordFile.password()) != nil else {
        throw Settings.Fault.wrong(
          .databasePasswordFile, value: file, expected: "a file whose first line is a password")
      }
      configuration.passwordFile = passwordFile
    }
    return configuration
  }

  /// - Parameter name: the label of its metrics; nil for a command, which has none.
  package func pool(size: Int, name: String? = nil) throws -> ConnectionPool {
    let pool = ConnectionPool(
      configuration: try databaseConfiguration(), size: size,
      waitLimit: try settings.seconds(.databasePoolWait), logger: logger)
    if let name { observe(pool, name: name) }
    return pool
  }

  /// A single connection to the database.
  package func connection() throws -> PostgresConnection {
    PostgresConnection(configuration: try databaseConfiguration(), logger: logger)
  }

  /// The use cases of an operator, for a command.
  package func administrator() throws -> Administrator { Administrator(pool: try pool(size: 1)) }

  /// The user who runs this command, for the audit.
  package static var origin: AuditOrigin { .init(actor: "cli:\(NSUserName())") }

  /// The HTTP server.
  ///
  /// - Parameters:
  ///   - hasWorker: whether this process runs a worker too.
  ///   - onListening: called with the port as soon as the server listens.
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
        of: .upload, mebibytes: try settings.integer(.uploadMemory),
        metrics: metrics),
      downloadMemory: BodyMemory(of: .download, mebibytes: 64, metrics: metrics),
      authorization: authorization, trustedProxies: try trustedProxies(),
      servesDocs: try settings.choice(.docs, of: Setting.Switch.self) == .on, metrics: metrics,
      now: TokenVerifier.systemClock)
    return APIServer.make(
      services: services, host: host, port: port.number, limits: limits,
      certificate: certificate, running: issuerKeys, logger: logger
    ) { number in
      port.release()
      await onListening(number)
    }
  }

  /// The time zone rules of this process, shared by server and worker.
  package func timeZones() throws(TimeZoneFault) -> TimeZoneDatabase {
    try sharedTimeZones.database()
  }

  /// The database lacks migrations of this version.
  package struct NotMigrated: Error, CustomStringConvertible {
    /// The cause and the fix.
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

  /// Runs services until SIGTERM or SIGINT. They then stop in reverse order, within 10 s, after the
  /// drain if there is one. SIGHUP reloads settings.
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
      // Only listening throws an `IOError`.
      throw try cannotListen(.host, .port, error)
    }
  }

  /// The proxies whose forwarding headers are trusted.
  ///
  /// - Throws: `Settings.Fault.wrong`
  package func trustedProxies() throws -> TrustedProxies {
    guard let proxies = TrustedProxies(addresses: Set(try settings.list(.trustedProxies))) else {
      throw Settings.Fault.wrong(
        .trustedProxies, value: settings.text(.trustedProxies) ?? "",
        expected: "a list of IP addresses and networks")
    }
    return proxies
  }

  /// The base URL at which clients reach the server, without a slash at its end; nil if none is set.
  ///
  /// - Throws: `Settings.Fault.wrong`
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
