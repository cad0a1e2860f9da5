import AsyncHTTPClient
import Authorization
import Foundation
import HTTPAPI
import HTTPFront
import Identity
import Logging
import NIOCore
import NIOHTTP1
import Postgres
import Scheduling
import Secrets
import Server
import ServerSupport
import Store
import Synchronization
import TestSupport
import Testing
import Throttling

/// A real server on a loopback port that issues tokens and accepts its own tokens.
struct TokenServer: Sendable {
  static let issuer = "https://id.wfm.example.com"
  static let baseURL = "https://wfm.example.com/wfm/aion"
  static let tokenURL = "\(baseURL)/oauth/token"

  let port: Int
  let ring: SigningKeyRing
  let services: APIServices

  /// A response, with its body as JSON if it is an object.
  struct Answer {
    let status: Int
    let headers: [String: String]
    let body: String

    var json: [String: Any] {
      let object = try? JSONSerialization.jsonObject(with: Data(body.utf8))
      return object as? [String: Any] ?? [:]
    }

    var error: String? { json["error"] as? String }
    var token: String? { json["access_token"] as? String }
  }

  func request(
    _ path: String, method: String = "GET", headers: [(String, String)] = [],
    body: [UInt8]? = nil
  ) async throws -> Answer {
    var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
    request.method = .init(rawValue: method)
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    if let body { request.body = .bytes(body) }
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
    let text = String(buffer: try await response.body.collect(upTo: 1 << 20))
    ReceivedResponse(
      to: method, path, status: Int(response.status.code),
      headers: response.headers.map { ($0.name, $0.value) }, body: Array(text.utf8)
    ).expectDescribed()
    var fields: [String: String] = [:]
    for (name, value) in response.headers { fields[name.lowercased()] = value }
    return Answer(status: Int(response.status.code), headers: fields, body: text)
  }

  /// Posts a form to the token endpoint.
  func post(_ form: String, basic: String? = nil) async throws -> Answer {
    var headers = [("Content-Type", "application/x-www-form-urlencoded")]
    if let basic {
      headers.append(("Authorization", "Basic \(Data(basic.utf8).base64EncodedString())"))
    }
    return try await request(
      "/oauth/token", method: "POST", headers: headers, body: Array(form.utf8))
  }

  /// Requests a token with `client_secret_basic`.
  func token(_ client: TestClient, scope: String? = nil) async throws -> Answer {
    let scope = scope.map { "&scope=\($0.replacing(" ", with: "+"))" } ?? ""
    return try await post(
      "grant_type=client_credentials\(scope)", basic: "\(client.id):\(client.secret.plain)")
  }

  /// The status of a request for an import that does not exist: 404 if the token is valid.
  func statusOfUse(_ token: String) async throws -> Int {
    try await request(
      "/v1/schedules/event-imports/\(UUID().uuidString)",
      headers: [("Authorization", "Bearer \(token)")]
    ).status
  }
}

/// Runs a server on the database while `body` runs.
func withTokenServer(
  on database: TestDatabase, issuesTokens: Bool = true, logger: Logger = TestDatabase.logger,
  rates change: @escaping @Sendable (inout RateLimits) -> Void = { _ in },
  now: @escaping @Sendable () -> Int64 = TokenVerifier.systemClock,
  _ body: (TokenServer) async throws -> Void
) async throws {
  var setup = TestServerSetup([
    .issuer: TokenServer.issuer, .publicURL: TokenServer.baseURL, .accessTokenLifetime: "600",
  ])
  setup.files = [.masterKey: String(repeating: "m", count: 32)]
  setup.database = database
  setup.logger = logger
  setup.clock.seconds = now
  let started = Mutex<SigningKeyRing?>(nil)
  setup.change = { services in
    change(&services.rateLimits)
    started.withLock { $0 = services.authorization?.ring }
    if !issuesTokens { services.authorization = nil }
  }
  try await TestServer.run(setup) { server in
    let found = started.withLock { $0 }
    let ring = try #require(found)
    try await body(TokenServer(port: server.port, ring: ring, services: server.services))
  }
}

extension ClientSecret {
  /// The credentials as the client sends them.
  var plain: String { text.revealed }
}

/// A client of an account, or of the installation.
struct TestClient: Sendable {
  let id: String
  let account: AccountID?
  let secret: ClientSecret

  /// - Parameter account: nil for the installation.
  init(
    _ id: String = "robot", account: AccountName? = "acme",
    scopes: [Scope] = [.write, .read], jwks: String? = nil, on database: TestDatabase
  ) async throws {
    self.id = id
    let secret = ClientSecret()
    self.secret = secret
    self.account = try await database.connection().run { connection in
      let owner = try account.map { account throws(PostgresError) in
        try AccountRepository.create(account, on: connection).id
      }
      let isNew = try ClientRepository.create(
        .init(
          id: id, name: id, scopes: scopes.map(\.rawValue), secretHash: secret.hash, jwks: jwks),
        account: owner, on: connection)
      #expect(isNew)
      return owner
    }
  }
}
