import Authorization
import Foundation
import HTTPAPI
import Postgres
import Scheduling
import TestSupport
import Testing
import Throttling

/// The error responses of the token endpoint (RFC 6749 section 5.2).
@Suite("Refusals of the token endpoint", .timeLimit(.minutes(5)))
struct TokenRefusalTests {
  private static let form = "grant_type=client_credentials"

  private static func expect(
    _ answer: TokenServer.Answer, _ status: Int, _ error: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(answer.status == status, sourceLocation: sourceLocation)
    #expect(answer.error == error, sourceLocation: sourceLocation)
    #expect(answer.json["error_description"] is String, sourceLocation: sourceLocation)
    #expect(answer.headers["cache-control"] == "no-store", sourceLocation: sourceLocation)
    #expect(answer.headers["pragma"] == "no-cache", sourceLocation: sourceLocation)
    #expect(answer.headers["content-type"] == "application/json", sourceLocation: sourceLocation)
    let challenge = answer.headers["www-authenticate"]
    #expect(
      challenge?.hasPrefix("Basic ") == (status == 401 ? true : nil),
      sourceLocation: sourceLocation)
  }

  @Test func `a wrong secret and an unknown client get the same 401, byte for byte`() async throws {
    let database = try await TestDatabase()
    _ = try await TestClient(on: database)
    try await withTokenServer(on: database) { server in
      let wrong = try await server.post(Self.form, basic: "robot:wrong")
      let unknown = try await server.post(Self.form, basic: "nobody:wrong")
      Self.expect(wrong, 401, "invalid_client")
      #expect(wrong.body == unknown.body)
      #expect(wrong.headers["www-authenticate"] == unknown.headers["www-authenticate"])
      let posted = try await server.post(
        "\(Self.form)&client_id=robot&client_secret=wrong")
      Self.expect(posted, 401, "invalid_client")
    }
  }

  @Test func `each kind of wrong request has its error`() async throws {
    try await withTokenServer(on: try await TestDatabase()) { server in
      Self.expect(try await server.post(Self.form), 401, "invalid_client")
      Self.expect(try await server.post("", basic: "a:b"), 400, "invalid_request")
      Self.expect(
        try await server.post("grant_type=password", basic: "a:b"), 400, "unsupported_grant_type")
      Self.expect(
        try await server.post("\(Self.form)&client_id=a&client_secret=b", basic: "a:b"), 400,
        "invalid_request")
      Self.expect(
        try await server.post("\(Self.form)&\(Self.form)", basic: "a:b"), 400, "invalid_request")
      let long = String(repeating: "c", count: 129)
      Self.expect(try await server.post(Self.form, basic: "\(long):b"), 401, "invalid_client")
    }
  }

  @Test func `credentials in the query are ignored`() async throws {
    let database = try await TestDatabase()
    let client = try await TestClient(on: database)
    try await withTokenServer(on: database) { server in
      let query = "\(Self.form)&client_id=robot&client_secret=\(client.secret.plain)"
      let answer = try await server.request(
        "/oauth/token?\(query)", method: "POST",
        headers: [("Content-Type", "application/x-www-form-urlencoded")],
        body: Array(Self.form.utf8))
      Self.expect(answer, 401, "invalid_client")
    }
  }

  @Test func `parameters in the query are rejected, and the error names the query`() async throws {
    try await withTokenServer(on: try await TestDatabase()) { server in
      let form = ("Content-Type", "application/x-www-form-urlencoded")
      for headers in [[], [form]] {
        let answer = try await server.request(
          "/oauth/token?scope=x&grant_type=client_credentials&other=1", method: "POST",
          headers: headers)
        Self.expect(answer, 400, "invalid_request")
        let text = try #require(answer.json["error_description"] as? String)
        #expect(text.hasPrefix("Send grant_type, scope in the body, not in the query. "))
      }
      let secret = try await server.request(
        "/oauth/token?client_secret=hush", method: "POST", headers: [form],
        body: Array(Self.form.utf8))
      Self.expect(secret, 401, "invalid_client")
      let text = try #require(secret.json["error_description"] as? String)
      #expect(text.hasPrefix("Send client_secret in the body, not in the query. "))
      #expect(!secret.body.contains("hush"))
    }
  }

  @Test func `a rejected scope is named, with the scopes that the client may request`() async throws
  {
    let database = try await TestDatabase()
    let client = try await TestClient(on: database)
    try await withTokenServer(on: database) { server in
      let long = String(repeating: "x", count: 100)
      for (scope, name) in [
        ("wfm-public:read,wfm-public:write", "wfm-public:read,wfm-public:write"),
        ("wfm-public:read+wfm-admin", "wfm-admin"), (long, String(long.prefix(60))),
      ] {
        let answer = try await server.token(client, scope: scope)
        Self.expect(answer, 400, "invalid_scope")
        #expect(
          answer.json["error_description"] as? String
            == "The client is not allowed the scope '\(name)'. Separate scopes by blanks. "
            + "It may request: wfm-public:read wfm-public:write.")
      }
      let malformed = try await server.token(client, scope: "wfm-public:read%09")
      #expect(malformed.body.contains("It may request: wfm-public:read wfm-public:write."))
    }
  }

  @Test func `a body with a Content-Encoding is an invalid request that names the field`()
    async throws
  {
    try await withTokenServer(on: try await TestDatabase()) { server in
      let answer = try await server.request(
        "/oauth/token", method: "POST",
        headers: [
          ("Content-Type", "application/x-www-form-urlencoded"), ("Content-Encoding", "gzip"),
        ], body: Array(Self.form.utf8))
      Self.expect(answer, 400, "invalid_request")
      #expect(answer.body.contains("Content-Encoding"))
    }
  }

  @Test(arguments: [
    "application/json", "multipart/form-data; boundary=x", "text/plain",
    "application/x-www-form-urlencoded-not", "",
  ])
  func `another content type is an invalid request`(_ type: String) async throws {
    try await withTokenServer(on: try await TestDatabase()) { server in
      let answer = try await server.request(
        "/oauth/token", method: "POST", headers: [("Content-Type", type)],
        body: Array(Self.form.utf8))
      Self.expect(answer, 400, "invalid_request")
    }
  }

  @Test
  func `a body of 64 KiB is read, and one byte more is rejected, with and without Content-Length`()
    async throws
  {
    let database = try await TestDatabase()
    let client = try await TestClient(on: database)
    try await withTokenServer(on: database) { server in
      let padding = String(repeating: "x", count: 65536 - Self.form.count - 3)
      let full = "\(Self.form)&x=\(padding)"
      let basic = "robot:\(client.secret.plain)"
      #expect(try await server.post(full, basic: basic).status == 200)
      Self.expect(try await server.post(full + "x", basic: basic), 413, "invalid_request")
      let raw = try RawClient(port: server.port)
      try await raw.send(
        """
        POST /oauth/token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r
        Content-Type: application/x-www-form-urlencoded\r\n\r\n
        """)
      try await raw.send("10001\r\n\(String(repeating: "x", count: 0x10001))\r\n")
      #expect(try await raw.response().status == 413)
    }
  }

  @Test(arguments: ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
  func `a method other than POST gets a 405 that names the method`(_ method: String) async throws {
    try await withTokenServer(on: try await TestDatabase()) { server in
      let answer = try await server.request("/oauth/token", method: method)
      #expect(answer.status == 405)
      #expect(answer.headers["allow"] == "POST")
    }
  }

  @Test func `a server without a master key has no token endpoint`() async throws {
    try await withTokenServer(on: try await TestDatabase(), issuesTokens: false) { server in
      let posted = try await server.post(Self.form, basic: "a:b")
      #expect(posted.status == 404)
      for path in ["/.well-known/jwks.json", "/.well-known/oauth-authorization-server"] {
        let answer = try await server.request(path)
        #expect(answer.status == 404)
      }
    }
  }

  private static func endSessions(
    of name: Substring, on administrator: PostgresConnection
  )
    async throws
  {
    try await administrator.run { connection in
      try connection.executeScript(
        "SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity WHERE datname = '\(name)'")
    }
  }

  @Test func `sessions that the database ended are reopened without an error to clients`()
    async throws
  {
    let database = try await TestDatabase()
    let client = try await TestClient(on: database)
    let name = try #require(database.connectionString.split(separator: "dbname=").last)
    let administrator = try await TestDatabase.empty().connection()
    try await withTokenServer(on: database) { server in
      for _ in 0..<5 {
        #expect(try await server.token(client).status == 200)
        // Returns after the sessions have ended.
        try await Self.endSessions(of: name, on: administrator)
      }
      #expect(try await server.token(client).status == 200)
    }
  }

  @Test func `an unreachable database is a 503, not a failed authentication`() async throws {
    let database = try await TestDatabase()
    let client = try await TestClient(on: database)
    let name = try #require(database.connectionString.split(separator: "dbname=").last)
    let administrator = try await TestDatabase.empty().connection()
    try await withTokenServer(on: database) { server in
      #expect(try await server.token(client).status == 200)
      try await administrator.run {
        try $0.executeScript("ALTER DATABASE \(name) ALLOW_CONNECTIONS false")
      }
      try await Self.endSessions(of: name, on: administrator)
      // More than the allowed failures of an address.
      for _ in 0...FailedAuthentications.perAddress {
        Self.expect(try await server.token(client), 503, "temporarily_unavailable")
      }
      try await administrator.run {
        try $0.executeScript("ALTER DATABASE \(name) ALLOW_CONNECTIONS true")
      }
      #expect(try await server.token(client).status == 200)
    }
  }

  @Test func `tokens of one client are limited, and failed attempts do not count`()
    async throws
  {
    let database = try await TestDatabase()
    let client = try await TestClient(on: database)
    let other = try await TestClient("other", on: database)
    try await withTokenServer(on: database, rates: { $0.tokensPerMinute = 2 }) { server in
      for _ in 0..<5 {
        #expect(try await server.post(Self.form, basic: "robot:wrong").status == 401)
      }
      for _ in 0..<2 { #expect(try await server.token(client).status == 200) }
      let refused = try await server.token(client)
      Self.expect(refused, 429, "temporarily_unavailable")
      let seconds = try #require(refused.headers["retry-after"].flatMap { Int($0) })
      #expect((1...30).contains(seconds))
      #expect(try await server.token(other).status == 200)
    }
  }

  @Test func `failures of one address are limited with 429 and Retry-After`() async throws {
    let database = try await TestDatabase()
    let start = ContinuousClock.now
    try await withTokenServer(on: database, rates: { $0.now = { start } }) { server in
      for _ in 0..<FailedAuthentications.perAddress {
        #expect(try await server.post(Self.form, basic: "robot:wrong").status == 401)
      }
      let last = try await server.post(Self.form, basic: "robot:wrong")
      Self.expect(last, 429, "temporarily_unavailable")
      #expect(last.headers["retry-after"] == "1")
    }
  }
}
