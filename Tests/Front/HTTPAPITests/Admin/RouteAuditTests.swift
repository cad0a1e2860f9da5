import Administration
import HTTPAPI
import HTTPTypes
import Identity
import NIOHTTP1
import Scheduling
import Testing

@Suite("The audit of the admin API", .timeLimit(.minutes(5)))
struct RouteAuditTests {
  private func events(_ server: AdminServer) async throws -> [AuditEvent] {
    try await server.administrator.audit(of: nil, before: nil, limit: 200)
  }

  @Test func `has exactly one event for each request that changed something`() async throws {
    try await AdminServer.run(.init(runsWorker: true)) { server in
      let acme = try await server.makeResources("acme")
      for route in server.routes where route.scope == .admin {
        var resources = acme
        if route.path.contains(":client") {
          // A separate sample for each route, because a revoked one can no longer change.
          let path = route.path.contains(":account") ? "accounts/acme/clients" : "clients"
          let client = try await server.admin("POST", path, .json(#"{"name":"x"}"#))
          resources = AccountResources(
            account: "acme", client: try #require(client.string("client_id")), agent: acme.agent,
            eventType: acme.eventType, importID: acme.importID, report: acme.report)
        }
        let before = try await events(server)
        let reply = try await server.send(
          "\(route.method)", resources.path(of: route), AdminServer.sample(for: route),
          token: server.adminToken)
        #expect((200...201).contains(reply.status), "\(route.method) \(route.path): \(reply)")
        let new = try await events(server).filter { !before.contains($0) }
        guard route.method != .get, route.method != .head else {
          #expect(new.isEmpty, "\(route.path)")
          continue
        }
        #expect(new.count == 1, "\(route.method) \(route.path)")
        let event = try #require(new.first)
        #expect(
          event.account
            == (route.path.hasPrefix("/admin/v1/clients")
              ? nil
              : route.path == "/admin/v1/accounts" ? "new" : "acme"))
        #expect(event.origin.actor == "operator")
        #expect(event.origin.remoteAddress == "127.0.0.1")
        #expect(event.origin.requestID == reply.headers.first(name: "X-Request-Id"))
      }
    }
  }

  @Test func `has no event for a rejected request`() async throws {
    try await AdminServer.run { server in
      try await server.makeAccount("acme")
      let before = try await events(server)
      let refused = [
        ("accounts", #"{"id":"acme"}"#, 409), ("accounts", "{}", 400),
        ("accounts/none/agents", "{}", 400),
        ("accounts/acme/agents", #"{"name":"A","email":"ANN@acme.example"}"#, 409),
        ("accounts/none/clients", #"{"name":"x"}"#, 404),
      ]
      for (path, body, status) in refused {
        let reply = try await server.admin("POST", path, .json(body))
        #expect(reply.status == status, "\(path) \(body)")
      }
      #expect(try await events(server) == before)
    }
  }

  @Test func `records who uploaded which file for which account`() async throws {
    try await AdminServer.run { server in
      for account in ["acme", "globex"] as [AccountName] { try await server.makeAccount(account) }
      let accepted = try await server.send(
        "POST", AdminServer.imports, .upload(""), token: try await server.token(of: "acme"))
      #expect(accepted.status == 202)
      let reply = try await server.admin("GET", "audit?account=acme&limit=1")
      let event = try #require(reply.objects("events").first)
      #expect(event["action"] as? String == "import.accept")
      #expect(event["actor"] as? String == "client of acme")
      #expect(event["account"] as? String == "acme")
      #expect(event["remote_address"] as? String == "127.0.0.1")
      let location = try #require(accepted.headers.first(name: "Location"))
      #expect(location.hasSuffix(event["target"] as? String ?? "none"))
      let detail = try #require(event["detail"] as? [String: Any])
      #expect(detail["file_name"] as? String == "schedule.csv")
      let other = try await server.admin("GET", "audit?account=globex").objects("events")
      #expect(other.count == 3)
      #expect(other.allSatisfy { $0["account"] as? String == "globex" })
      #expect(try await server.admin("GET", "audit?account=nobody").status == 404)
      #expect(try await server.admin("GET", "audit?account=%00").status == 404)
    }
  }
}
