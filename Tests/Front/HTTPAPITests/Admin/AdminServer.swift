import Administration
import Crypto
import Foundation
import HTTPAPI
import HTTPFront
import Identity
import Importing
import Logging
import Postgres
import Reports
import Scheduling
import Secrets
import ServiceLifecycle
import TestSupport
import Throttling
import WireText

/// The real server on a loopback port of the system's choice, with a database of its own, and tokens
/// for whoever calls it.
struct AdminServer: Sendable {
  static let reportKey = "a key for the links of the error reports"

  let port: Int
  let database: TestDatabase
  let services: APIServices
  /// A token of the installation with the scope `wfm-admin`.
  let adminToken: String
  private let key: SigningKey

  var administrator: Administrator { services.administrator }
  /// Whom the tests' own preparations are written down to.
  static let origin = AuditOrigin(actor: "preparation")

  /// A token of an account with every scope there is.
  func token(of account: AccountName) async throws -> String {
    let client = "client of \(account)"
    return try await TokenIssuer(key: key).issue(
      account: account, scopes: Scope.allCases,
      clientID: client.utf8.count <= AccountName.longest ? client : "client", lifetime: 3600,
      now: TokenVerifier.systemClock())
  }

  /// A token of the installation, for a client of this name as JSON writes it.
  func adminToken(client: String) throws -> String {
    try Self.token(#""client_id":"\#(client)","scope":"wfm-admin""#, key)
  }

  /// A token that lives for an hour, with these members beside its `exp`.
  func token(_ members: String) throws -> String { try Self.token(members, key) }

  private static func token(_ members: String, _ key: SigningKey) throws -> String {
    let claims = "{\"exp\":\(TokenVerifier.systemClock() + 3600),\(members)}"
    let signed = [#"{"alg":"ES256","kid":"\#(key.keyID)"}"#, claims]
      .map { Base64URL.encode($0.utf8) }.joined(separator: ".")
    let signature = try P256.Signing.PrivateKey(pemRepresentation: key.pem.revealed)
      .signature(for: Array(signed.utf8))
    return "\(signed).\(Base64URL.encode(signature.rawRepresentation))"
  }

  struct Setup: Sendable {
    var logger = TestDatabase.logger
    var runsWorker = false
    var requestsPerMinute = 1_000_000
  }

  /// Serves while `body` runs.
  static func run(
    _ setup: Setup = Setup(), _ body: (AdminServer) async throws -> Void
  ) async throws {
    let database = try await TestDatabase()
    let key = SigningKey()
    let services = try await services(setup, database: database, key: key)
    let listening = Signal<Int>("the server's port")
    var members: [any Service] = [
      APIServer.make(
        services: services, host: "127.0.0.1", port: 0, limits: TransportLimits(),
        logger: setup.logger, onListening: { listening.raise($0) })
    ]
    if setup.runsWorker { members.append(try worker(on: database, logger: setup.logger)) }
    try await running(members, logger: setup.logger) { _ in
      try await body(
        AdminServer(
          port: try await listening.wait(), database: database, services: services,
          adminToken: try token(#""client_id":"operator","scope":"wfm-admin""#, key), key: key))
    }
  }

  private static func services(
    _ setup: Setup, database: TestDatabase, key: SigningKey
  ) async throws -> APIServices {
    var keys = VerificationKeys()
    try keys.add(key)
    let pool = ConnectionPool(
      configuration: database.configuration, size: 4, waitLimit: .seconds(60),
      logger: setup.logger)
    var rates = RateLimits(pool: pool)
    rates.administrationPerMinute = setup.requestsPerMinute
    rates.readsPerMinute = 1_000_000
    return APIServices(
      imports: ImportService(pool: pool, zones: try TimeZoneDatabase()),
      administrator: Administrator(pool: pool),
      verifier: try await TokenVerifier(keys: keys, policy: TokenPolicy()),
      reportLinks: ReportLinkSigner(key: Array(reportKey.utf8)), readiness: {}, publicURL: nil,
      rateLimits: rates, now: TokenVerifier.systemClock)
  }

  private static func worker(on database: TestDatabase, logger: Logger) throws -> ImportWorker {
    let configuration = ImportWorker.Configuration()
    return ImportWorker(
      configuration: configuration,
      pool: ConnectionPool(
        configuration: database.configuration, size: configuration.poolSize,
        waitLimit: .seconds(60), logger: logger),
      listener: PostgresConnection(configuration: database.configuration, logger: logger),
      zones: try TimeZoneDatabase(), logger: logger)
  }
}
