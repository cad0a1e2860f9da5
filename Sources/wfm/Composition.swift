import Administration
import Foundation
import HTTPAPI
import Hummingbird
import Identity
import Importing
import Logging
import Postgres
import Reports
import Scheduling
import ServiceLifecycle
import Store
import UnixSignals

/// The one place where the parts are put together.
struct Composition: Sendable {
  let settings: Settings
  let logger: Logger

  init(settings: Settings) throws {
    self.settings = settings
    let level = try settings.choice(.logLevel, of: Logger.Level.self)
    var logger = Logger(label: "wfm") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = level
    self.logger = logger
  }

  private enum Pooler: String, CaseIterable { case none, transaction }

  func databaseConfiguration() throws -> PostgresConfiguration {
    var configuration = PostgresConfiguration(
      connectionString: try settings.required(.databaseURL))
    configuration.statementTimeout = try settings.seconds(
      .databaseStatementTimeout, in: 1...3600)
    configuration.lockTimeout = try settings.seconds(.databaseLockTimeout, in: 1...3600)
    configuration.sessionState = try settings.choice(.databasePooler, of: Pooler.self) == .none
    return configuration
  }

  func pool(size: Int) throws -> ConnectionPool {
    ConnectionPool(
      configuration: try databaseConfiguration(), size: size,
      waitLimit: try settings.seconds(.databasePoolWait, in: 1...60), logger: logger)
  }

  /// A connection for a command that needs one.
  func connection() throws -> PostgresConnection {
    PostgresConnection(configuration: try databaseConfiguration(), logger: logger)
  }

  /// For a command that changes or shows what an operator administers.
  func administrator() throws -> Administrator { Administrator(pool: try pool(size: 1)) }

  /// Who runs this command, for the audit.
  static var origin: AuditRepository.Origin { .init(actor: "cli:\(NSUserName())") }

  /// The HTTP front.
  func server(
    onListening: @escaping @Sendable (_ port: Int) async -> Void
  ) async throws -> some ApplicationProtocol {
    let pool = try pool(size: try settings.integer(.databasePoolSize, in: 1...500))
    var rateLimits = RateLimits()
    rateLimits.uploadsPerMinute = try settings.integer(.uploadRate, in: 1...1_000_000)
    rateLimits.readsPerMinute = try settings.integer(.readRate, in: 1...1_000_000)
    rateLimits.administrationPerMinute = try settings.integer(.adminRate, in: 1...1_000_000)
    var limits = TransportLimits()
    limits.connections = try settings.integer(.maxConnections, in: 1...100_000)
    let migrator = Migrator(logger: logger)
    let services = APIServices(
      imports: ImportService(pool: pool, zones: try TimeZoneDatabase()),
      administrator: Administrator(pool: pool), verifier: try await tokenVerifier(),
      reportLinks: try reportLinks(),
      readiness: {
        try await pool.withConnection { connection in
          guard try migrator.status(on: connection).allSatisfy({ $0.appliedAt != nil }) else {
            throw NotMigrated()
          }
        }
      },
      publicURL: try publicURL(), rateLimits: rateLimits, now: TokenVerifier.systemClock)
    return APIServer.make(
      services: services, host: try settings.required(.host),
      port: try settings.integer(.port, in: 0...65535), limits: limits, logger: logger,
      onListening: onListening)
  }

  struct NotMigrated: Error, CustomStringConvertible {
    let description = "The database lacks migrations of this version: run `wfm migrate up`."
  }

  /// The import worker.
  func worker() throws -> ImportWorker {
    var configuration = ImportWorker.Configuration()
    configuration.concurrency = try settings.integer(.workerConcurrency, in: 1...64)
    configuration.pollInterval = try settings.seconds(.workerPollInterval, in: 1...60)
    return ImportWorker(
      configuration: configuration, pool: try pool(size: configuration.poolSize),
      listener: try connection(), zones: try TimeZoneDatabase(), logger: logger)
  }

  /// Runs services until SIGTERM or SIGINT. They stop in reverse order, within 10 s in all.
  func run(_ services: [any Service]) async throws {
    var configuration = ServiceGroupConfiguration(
      services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    configuration.maximumGracefulShutdownDuration = .seconds(8)
    configuration.maximumCancellationDuration = .seconds(2)
    try await ServiceGroup(configuration: configuration).run()
  }

  func tokenVerifier() async throws -> TokenVerifier {
    var keys = VerificationKeys()
    if let file = settings.text(.tokenKeys) {
      let bytes = [UInt8](try contents(of: file, for: .tokenKeys))
      if bytes.first(where: { !$0.isBlank }) == UInt8(ascii: "{") {
        for reason in try keys.add(jwks: bytes) {
          logger.warning("key left out", metadata: ["file": "\(file)", "reason": "\(reason)"])
        }
      } else {
        try keys.add(pem: String(decoding: bytes, as: UTF8.self))
      }
    }
    if let secret = settings.text(.tokenSecret) { try keys.add(sharedSecret: Array(secret.utf8)) }
    if settings.text(.tokenSigningKey) != nil { try keys.add(try signingKey()) }
    guard !keys.isEmpty else { throw Settings.Fault.missing(.tokenKeys) }
    return try await TokenVerifier(keys: keys, policy: try tokenPolicy())
  }

  func tokenPolicy() throws -> TokenPolicy {
    TokenPolicy(
      issuers: settings.list(.tokenIssuer), audiences: settings.list(.tokenAudience),
      leeway: Int64(try settings.integer(.tokenLeeway, in: 0...60)),
      accountClaim: try settings.required(.tokenAccountClaim))
  }

  func signingKey() throws -> SigningKey {
    let file = try settings.required(.tokenSigningKey)
    let pem = String(decoding: try contents(of: file, for: .tokenSigningKey), as: UTF8.self)
    return try SigningKey(pem: pem)
  }

  private func reportLinks() throws -> ReportLinkSigner {
    let key = Array(try settings.required(.reportURLKey).utf8)
    guard key.count >= ReportLinkSigner.minimumKeySize else {
      throw Settings.Fault.wrong(
        .reportURLKey, value: "…",
        expected: "a key of \(ReportLinkSigner.minimumKeySize) bytes or more")
    }
    return ReportLinkSigner(key: key)
  }

  private func publicURL() throws -> String? {
    guard let value = settings.text(.publicURL) else { return nil }
    guard let url = URL(string: value), ["http", "https"].contains(url.scheme), url.host != nil,
      url.query == nil, url.fragment == nil
    else {
      throw Settings.Fault.wrong(
        .publicURL, value: value, expected: "an http or https URL without a query")
    }
    return value.hasSuffix("/") ? String(value.dropLast()) : value
  }

  private func contents(of file: String, for setting: Setting) throws -> Data {
    do {
      return try Data(contentsOf: URL(fileURLWithPath: file))
    } catch {
      throw Settings.Fault.wrong(setting, value: file, expected: "a file that can be read")
    }
  }
}

extension UInt8 {
  fileprivate var isBlank: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
