import Foundation
import NIOHTTP1
import Postgres
import Scheduling
import TestSupport
import Testing

@Suite("The headers of every response", .timeLimit(.minutes(5)))
struct SecurityHeaderTests {
  private static let expected = [
    "cache-control": "no-store", "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "x-frame-options": "DENY", "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
  ]
  /// Fields that would reveal the server's software to an attacker.
  private static let banners = ["server", "x-powered-by", "via"]

  private func check(_ fields: [String: String], _ what: String) {
    for (name, value) in Self.expected { #expect(fields[name] == value, "\(name) of \(what)") }
    for name in Self.banners { #expect(fields[name] == nil, "\(name) of \(what)") }
    #expect(fields["x-request-id"]?.isEmpty == false, "\(what)")
  }

  @Test func `pass a security scan in every response of the application`()
    async throws
  {
    try await AdminServer.run { server in
      try await server.makeAccount("acme")
      let requests: [(String, String, AdminServer.Content?, Int)] = [
        ("GET", "/health/live", nil, 200), ("GET", "/nothing", nil, 404),
        ("DELETE", "/health/live", nil, 405), ("GET", "/admin/v1/accounts", nil, 200),
        ("POST", "/admin/v1/accounts", .json("{"), 400),
        ("POST", "/admin/v1/accounts", .csv(""), 415),
        ("POST", "/admin/v1/accounts", .json(String(repeating: " ", count: 70_000)), 413),
        ("POST", "/v1/schedules/event-imports", nil, 403),
      ]
      for (method, target, content, status) in requests {
        let reply = try await server.send(method, target, content, token: server.adminToken)
        #expect(reply.status == status)
        check(
          Dictionary(
            reply.headers.map { ($0.name.lowercased(), $0.value) },
            uniquingKeysWith: { "\($0),\($1)" }),
          "\(method) \(target)")
      }
      let anonymous = try await server.send("GET", "/admin/v1/accounts")
      #expect(anonymous.status == 401)
    }
  }

  @Test(arguments: [
    ("nonsense\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\n\r\n", 417),
    ("GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: 17_000))\r\n\r\n", 431),
  ])
  func `are the same if the transport answers`(request: String, status: Int) async throws {
    try await AdminServer.run { server in
      let client = try RawClient(port: server.port)
      try await client.send(request)
      let response = try await client.response()
      #expect(response.status == status)
      check(response.fields, "\(status)")
    }
  }

  @Test func `are the same in a 500`() async throws {
    try await AdminServer.run { server in
      try await server.database.connection().run {
        try $0.executeScript("ALTER TABLE audit_events RENAME TO gone")
      }
      let reply = try await server.admin("GET", "audit")
      #expect(reply.status == 500)
      check(
        Dictionary(
          reply.headers.map { ($0.name.lowercased(), $0.value) },
          uniquingKeysWith: { "\($0),\($1)" }),
        "500")
      #expect(!reply.text.contains("audit_events"))
    }
  }
}
