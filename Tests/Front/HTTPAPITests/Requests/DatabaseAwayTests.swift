import Foundation
import HTTPAPI
import NIOHTTP1
import Postgres
import Reports
import Scheduling
import Server
import Telemetry
import TestSupport
import Testing

@Suite("A server whose database is unreachable", .timeLimit(.minutes(5)))
struct DatabaseAwayTests {
  private static let gone = "host=127.0.0.1 port=1 dbname=secret user=secret password=secret"

  @Test func `is live, not ready, and answers 503 with Retry-After and without the cause`()
    async throws
  {
    try await withAPIServer([.databaseURL: Self.gone]) { server in
      let account = try await server.stranger()
      let id = UUID()
      let link = server.services.reportLinks.target(
        account: "stranger", importID: id, expires: server.clock.seconds + 600)
      for prefix in APITestServer.prefixes {
        try await account.upload(prefix: prefix).expect(.unavailable)
        try await account.status(of: id.uuidString, prefix: prefix).expect(.unavailable)
        try await server.send(.GET, prefix + link).expect(.unavailable)
      }
      try await server.send(.GET, "/health/ready").expect(.unavailable)
      let live = try await server.send(.GET, "/health/live")
      #expect(live.status == 200)
      #expect(live.text == #"{"status":"live"}"#)
      // Checks that need no database still work.
      try await account.upload(UploadForm(fileName: "a")).expect(.fileName("a", example: "a.csv"))
      try await account.status(of: "1").expect(.importNotFound)
      try await server.send(.GET, "\(APITestServer.imports)/\(id)").expect(.noToken)
    }
  }

  @Test func `serves again after the database returns`() async throws {
    try await withAPIServer { server in
      let account = try await server.account()
      let id = try await account.accept()
      let name = try #require(server.database.connectionString.split(separator: "dbname=").last)
      let other = try await TestDatabase.empty().connection()
      try await other.run {
        try $0.executeScript("ALTER DATABASE \(name) ALLOW_CONNECTIONS false")
        try $0.executeScript(
          "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '\(name)'")
      }
      try await account.status(of: id).expect(.unavailable)
      try await server.send(.GET, "/health/ready").expect(.unavailable)
      try await other.run { try $0.executeScript("ALTER DATABASE \(name) ALLOW_CONNECTIONS true") }
      let response = try await account.status(of: id)
      #expect(response.text == #"{"id":"\#(id)","status":"PROCESSING"}"#)
      #expect(try await server.send(.GET, "/health/ready").status == 200)
      try await account.upload().expectBusy()
    }
  }
}

@Suite("GET /health", .timeLimit(.minutes(5)))
struct HealthTests {
  @Test(arguments: ["live", "ready"])
  func `returns 200 without a token`(path: String) async throws {
    let response = try await APITestServer.waiting.send(.GET, "/health/\(path)")
    #expect(response.status == 200)
    #expect(response.headers["Content-Type"] == ["application/json"])
    let rules =
      path == "ready" ? #","time_zone_rules":"\#(try TimeZoneDatabase().release.version)""# : ""
    #expect(response.text == #"{"status":"\#(path)"\#(rules)}"#)
  }

  @Test func `checks the database once a second, however many requests arrive`() async throws {
    let checks = Counter()
    try await withAPIServer(.init(onReadinessCheck: { checks.increment() })) { server in
      try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<50 {
          group.addTask { try await server.send(.GET, "/health/ready").status }
        }
        for try await status in group { #expect(status == 200) }
      }
      #expect(checks.value == 1)
      server.clock.advance(by: .seconds(1))
      #expect(try await server.send(.GET, "/health/ready").status == 200)
      #expect(checks.value == 2)
    }
  }

  @Test func `is not ready while the database lacks migrations`() async throws {
    let setup = APITestServer.Setup(database: try await TestDatabase.empty())
    try await withAPIServer(setup) { server in
      try await server.send(.GET, "/health/ready").expect(.unavailable)
      #expect(try await server.send(.GET, "/health/live").status == 200)
      // A client must not see a fault of the installation.
      let response = try await server.stranger().upload()
      response.expect(
        ContractError(
          status: 500, message: "Internal server error.",
          description:
            "The server failed. Quote the X-Request-Id of this response when you report it."))
    }
  }
}
