import Administration
import Foundation
import HTTPAPI
import HTTPFront
import Identity
import Importing
import Postgres
import Reports
import Scheduling
import Secrets
import ServiceLifecycle
import Store
import Telemetry
import TestSupport
import Throttling

/// The real server on a loopback port of the system's choice, with a database of its own and a clock
/// that only a test moves.
struct APITestServer: Sendable {
  let port: Int
  let database: TestDatabase
  /// For what a test does behind the server's back.
  let pool: ConnectionPool
  let clock: ManualClock
  let services: APIServices
  let issuer: TokenIssuer
  private let group: ServiceGroup
  private let running: Task<Void, any Error>

  struct Setup: Sendable {
    /// Nil for a new one.
    var database: TestDatabase?
    /// What the server uses in place of the database's own address.
    var connectionString: String?
    /// Without a worker, an accepted import stays as it is.
    var runsWorker = false
    var publicURL: String?
    var trustedProxies: [String] = []
    var uploadsPerMinute = 1_000_000
    var readsPerMinute = 1_000_000
    var addressPerMinute = 10_000_000
    var clock = ManualClock()
    /// Where new reports go, and old ones may be; nil for the database.
    var reportObjects: ObjectReports?
    var servesDocs = true
    /// Called before the database is looked at for `/health/ready`.
    var onReadinessCheck: @Sendable () -> Void = {}
    /// Nil for the system's.
    var zones: TimeZoneDatabase?
    var uploadMebibytes = 256
    var uploadWait: Duration = .seconds(60)
  }

  /// Serves until the process ends, for tests that only add accounts. Imports stay `PROCESSING`.
  static var waiting: APITestServer { get async throws { try await waitingTask.value } }
  /// The same with a worker.
  static var working: APITestServer { get async throws { try await workingTask.value } }
  private static let waitingTask = Task { try await start(Setup()) }
  private static let workingTask = Task { try await start(Setup(runsWorker: true)) }

  static func start(_ setup: Setup) async throws -> APITestServer {
    let database: TestDatabase
    if let given = setup.database { database = given } else { database = try await TestDatabase() }
    let clock = setup.clock
    let key = SigningKey()
    let services = try await services(setup, database: database, clock: clock, key: key)
    let listening = Signal<Int>("the server's port")
    var members: [any Service] = [
      APIServer.make(
        services: services, host: "127.0.0.1", port: 0, limits: TransportLimits(),
        logger: TestDatabase.logger, onListening: { listening.raise($0) })
    ]
    if setup.runsWorker { members.append(try worker(on: database, setup)) }
    let group = ServiceGroup(configuration: .init(services: members, logger: TestDatabase.logger))
    let running = Task { try await group.run() }
    return APITestServer(
      port: try await listening.wait(), database: database,
      pool: database.pool(waitLimit: .seconds(60)), clock: clock,
      services: services, issuer: TokenIssuer(key: key), group: group, running: running)
  }

  func stop() async throws {
    await group.triggerGracefulShutdown()
    try await inTime("the end of the server") { [running] in try await running.value }
  }

  private static func services(
    _ setup: Setup, database: TestDatabase, clock: ManualClock, key: SigningKey
  ) async throws -> APIServices {
    var keys = VerificationKeys()
    try keys.add(key)
    var configuration = database.configuration
    if let other = setup.connectionString { configuration.connectionString = Secret(other) }
    let pool = ConnectionPool(
      configuration: configuration, size: 4, waitLimit: .seconds(60), logger: TestDatabase.logger)
    var rates = RateLimits(pool: pool)
    rates.uploadsPerMinute = setup.uploadsPerMinute
    rates.readsPerMinute = setup.readsPerMinute
    rates.addressPerMinute = setup.addressPerMinute
    rates.now = { clock.instant }
    let metrics = MetricRegistry()
    return APIServices(
      imports: ImportService(pool: pool, zones: try setup.zones ?? TimeZoneDatabase()),
      administrator: Administrator(pool: pool),
      verifier: try await TokenVerifier(keys: keys, policy: TokenPolicy()) { clock.seconds },
      reportLinks: ReportLinkSigner(key: [UInt8](repeating: 7, count: 32)),
      reportObjects: setup.reportObjects,
      readiness: {
        setup.onReadinessCheck()
        try await pool.withConnection { connection in
          let states = try Migrator(logger: TestDatabase.logger).status(on: connection)
          guard states.allSatisfy({ $0.appliedAt != nil }) else { throw NotMigrated() }
        }
      },
      publicURL: setup.publicURL, rateLimits: rates,
      uploadMemory: BodyMemory(
        of: .upload, mebibytes: setup.uploadMebibytes, waitLimit: setup.uploadWait,
        metrics: metrics),
      downloadMemory: BodyMemory(of: .download, mebibytes: 8),
      trustedProxies: TrustedProxies(addresses: setup.trustedProxies) ?? TrustedProxies(),
      servesDocs: setup.servesDocs, metrics: metrics,
      now: { clock.seconds })
  }

  private struct NotMigrated: Error {}

  private static func worker(on database: TestDatabase, _ setup: Setup) throws -> ImportWorker {
    var configuration = ImportWorker.Configuration()
    if setup.reportObjects != nil { configuration.reportPlaces = configuration.concurrency }
    return ImportWorker(
      configuration: configuration,
      pool: database.pool(size: configuration.poolSize, waitLimit: .seconds(60)),
      listener: database.connection(), zones: try setup.zones ?? TimeZoneDatabase(),
      reports: setup.reportObjects ?? DatabaseReports(), logger: TestDatabase.logger)
  }
}

/// Runs a server of its own while `body` runs, and waits for its orderly end.
func withAPIServer<R>(
  _ setup: APITestServer.Setup = APITestServer.Setup(), _ body: (APITestServer) async throws -> R
) async throws -> R {
  let server = try await APITestServer.start(setup)
  let result: Result<R, any Error>
  do {
    result = .success(try await body(server))
  } catch {
    result = .failure(error)
  }
  try await server.stop()
  return try result.get()
}
