import HTTPAPI
import NIOHTTP1
import Server
import Telemetry
import TestSupport
import Testing

@Suite("The metrics of requests", .timeLimit(.minutes(5)))
struct HTTPMetricsTests {
  private static let durations = "http_server_request_duration_seconds_count"

  private func requests(
    _ server: APITestServer, _ method: String, _ route: String, _ status: Int
  ) async -> Double? {
    await server.services.metrics.value(
      Self.durations,
      [
        "http_request_method": method, "http_route": route,
        "http_response_status_code": "\(status)",
      ])
  }

  @Test func `count requests by method, route and status, whatever their prefix and ids`()
    async throws
  {
    try await withAPIServer { server in
      let account = try await server.account()
      let id = try await account.accept()
      try await account.upload().expectBusy()
      for prefix in APITestServer.prefixes {
        #expect(try await account.status(of: id, prefix: prefix).status == 200)
        try await account.status(of: "1", prefix: prefix).expect(.importNotFound)
      }
      let imports = APITestServer.imports
      #expect(await requests(server, "POST", imports, 202) == 1)
      #expect(await requests(server, "POST", imports, 409) == 1)
      #expect(await requests(server, "GET", "\(imports)/{import_id}", 200) == 2)
      #expect(await requests(server, "GET", "\(imports)/{import_id}", 404) == 2)
      #expect(await server.services.metrics.value(Self.durations) == 6)
      #expect(await server.services.metrics.value("http_server_active_requests") == 0)
    }
  }

  @Test func `count a client that disconnects as 499, not as a fault of the server`() async throws {
    try await withAPIServer { server in
      let account = try await server.account()
      let client = try server.rawClient()
      try await client.send(
        """
        POST \(APITestServer.imports) HTTP/1.1\r
        Host: a\r
        Authorization: Bearer \(account.writer)\r
        Content-Type: multipart/form-data; boundary=b\r
        Content-Length: 1000\r
        Expect: 100-continue\r
        \r

        """)
      #expect(try await client.response().status == 100)
      try await client.reset()
      try await eventually("the request was not counted") {
        await requests(server, "POST", APITestServer.imports, 499) == 1
      }
      #expect(await server.services.metrics.value(Self.durations) == 1)
    }
  }

  @Test func `have no label that a client can invent`() async throws {
    try await withAPIServer { server in
      for path in ["/nowhere", "/v1/nowhere", "/"] { _ = try await server.send(.GET, path) }
      _ = try await server.send(.PUT, APITestServer.imports)
      _ = try await server.send(.RAW(value: "PROPFIND"), "/health/live")
      _ = try await server.send(.RAW(value: "MKCOL"), "/nowhere")
      #expect(await requests(server, "GET", "", 404) == 3)
      #expect(await requests(server, "PUT", "", 405) == 1)
      #expect(await requests(server, "_OTHER", "", 405) == 1)
      #expect(await requests(server, "_OTHER", "", 404) == 1)
      #expect(await server.services.metrics.value(Self.durations) == 6)
    }
  }

  @Test func `count failed authentications by reason`() async throws {
    try await withAPIServer { server in
      let target = "\(APITestServer.imports)/1"
      _ = try await server.send(.GET, target)
      _ = try await server.send(.GET, target, headers: ["Authorization": "Basic abc"])
      _ = try await server.send(.GET, target, token: "abc")
      _ = try await server.send(.GET, target, token: "abcd")
      _ = try await server.send(.GET, "\(target)/error-report")
      for (reason, count) in [
        ("missing", 1.0), ("malformed", 1), ("invalid_token", 2), ("invalid_report_link", 1),
        ("invalid_client", 0),
      ] {
        let counted = await server.services.metrics.value(
          "wfm_authentication_failures_total", ["reason": reason])
        #expect(counted == count, "\(reason)")
      }
    }
  }

  @Test func `count refusals by limit`() async throws {
    try await withAPIServer([.uploadRate: "1", .readRate: "2"]) { server in
      let account = try await server.account()
      for _ in 0..<5 { _ = try await account.status(of: "1") }
      for _ in 0..<3 { _ = try await account.upload() }
      for (limit, count) in [("reads", 3.0), ("uploads", 2), ("administration", 0)] {
        let counted = await server.services.metrics.value(
          "wfm_rate_limit_refusals_total", ["limit": limit])
        #expect(counted == count)
      }
    }
  }
}
