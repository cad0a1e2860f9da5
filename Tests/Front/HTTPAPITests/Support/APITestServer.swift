import HTTPAPI
import HTTPFront
import Identity
import Postgres
import Scheduling
import Secrets
import Server
import ServerSupport
import ServiceLifecycle
import TestSupport
import Throttling

/// The program's own server on a free loopback port, with a separate database and a clock that only
/// a test moves.
struct APITestServer: Sendable {
  let port: Int
  let database: TestDatabase
  /// For changes that a test makes without the server.
  let pool: ConnectionPool
  let clock: ManualClock
  let services: APIServices
  let issuer: TokenIssuer
  private let group: ServiceGroup
  private let running: Task<Void, any Error>

  struct Setup: Sendable {
    /// Nil for a new database.
    var database: TestDatabase?
    /// Without a worker, an accepted import stays queued.
    var runsWorker = false
    var settings: [Setting: String] = [:]
    var clock = ManualClock()
    /// Called before `/health/ready` reads the database.
    var onReadinessCheck: @Sendable () -> Void = {}
    /// Time zone rules; nil for the system's rules.
    var zones: TimeZoneDatabase?
    /// How long an upload waits for memory.
    var uploadWait: Duration = .seconds(60)

    /// Accepts access tokens that this key signed.
    fileprivate func program(_ key: SigningKey) -> TestServerSetup {
      var setup = TestServerSetup(settings)
      setup.files = [.tokenSigningKey: key.pem.revealed]
      setup.database = database
      setup.runsWorker = runsWorker
      setup.clock = ServerClock(seconds: { clock.seconds }, instant: { clock.now })
      setup.zones = zones
      setup.uploadWait = uploadWait
      setup.change = { services in
        services.downloadMemory = BodyMemory(of: .download, mebibytes: 8)
        services.readiness = { [readiness = services.readiness] in
          onReadinessCheck()
          try await readiness()
        }
      }
      return setup
    }
  }

  /// Serves until the process ends, for tests that only add accounts. Imports stay `PROCESSING`.
  static var waiting: APITestServer { get async throws { try await waitingTask.value } }
  /// Like the server above, with a worker that runs the imports.
  static var working: APITestServer { get async throws { try await workingTask.value } }
  private static let waitingTask = Task { try await start(Setup()) }
  private static let workingTask = Task { try await start(Setup(runsWorker: true)) }

  static func start(_ setup: Setup) async throws -> APITestServer {
    let key = SigningKey()
    let prepared = try await TestServer.prepare(setup.program(key))
    let group = ServiceGroup(
      configuration: .init(services: prepared.members, logger: TestDatabase.logger))
    let running = Task { try await group.run() }
    let server = try await prepared.listen()
    return APITestServer(
      port: server.port, database: server.database,
      pool: server.database.pool(waitLimit: .seconds(60)), clock: setup.clock,
      services: server.services, issuer: TokenIssuer(key: key), group: group, running: running)
  }

  func stop() async throws {
    await group.triggerGracefulShutdown()
    try await inTime("the end of the server") { [running] in try await running.value }
  }
}

/// Runs a separate server while `body` runs, and waits for its orderly end.
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

/// Runs a server with these settings.
func withAPIServer<R>(
  _ settings: [Setting: String], runsWorker: Bool = false,
  _ body: (APITestServer) async throws -> R
) async throws -> R {
  try await withAPIServer(
    APITestServer.Setup(runsWorker: runsWorker, settings: settings), body)
}
