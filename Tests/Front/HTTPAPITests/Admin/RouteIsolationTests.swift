import HTTPAPI
import HTTPTypes
import Identity
import Scheduling
import Testing

@Suite("Two accounts on every route", .timeLimit(.minutes(5)))
struct RouteIsolationTests {
  /// Two accounts with one resource of each kind, and a token for each account.
  private func withTwoAccounts(
    _ body: (AdminServer, _ acme: AccountResources, _ globex: AccountResources) async throws -> Void
  ) async throws {
    try await AdminServer.run(.init(runsWorker: true)) { server in
      let acme = try await server.makeResources("acme")
      let globex = try await server.makeResources("globex")
      for snapshot in try await server.snapshot(of: "acme") {
        #expect(!snapshot.hasSuffix(": "), "nothing to protect in \(snapshot)")
      }
      try await body(server, acme, globex)
    }
  }

  @Test func `cannot see or change each other, and get the same response as for an unknown id`()
    async throws
  {
    try await withTwoAccounts { server, acme, globex in
      let token = try await server.token(of: "globex")
      let before = try await server.snapshot(of: "acme")
      for route in server.routes {
        let content = AdminServer.sample(for: route)
        let foreign = try await server.send(
          "\(route.method)", acme.path(of: route), content, token: token)
        let unknown = try await server.send(
          "\(route.method)", acme.unknown().path(of: route), content, token: token)
        #expect(foreign.status == unknown.status, "\(route.method) \(route.path)")
        #expect(foreign.text == unknown.text, "\(route.method) \(route.path)")
        for mine in [acme.client, acme.importID, "ann@acme.example"] {
          #expect(!foreign.text.contains(mine), "\(route.method) \(route.path)")
        }
      }
      #expect(try await server.snapshot(of: "acme") == before)
      // An account's own ids are found on the same routes, so the requests above were correct.
      let own = try await server.send(
        "GET", "\(AdminServer.imports)/\(globex.importID)", token: token)
      #expect(own.status == 200)
      #expect(
        try await server.send("GET", "\(AdminServer.imports)/\(acme.importID)", token: token).status
          == 404)
    }
  }

  @Test func `upload schedules only for themselves`() async throws {
    try await withTwoAccounts { server, _, globex in
      let before = try await server.snapshot(of: "acme")
      // The other account's agent is unknown.
      let reply = try await server.imported(
        "Ann,ann@acme.example,09:00 2026-06-02,17:00 2026-06-02,Shift\n",
        token: try await server.token(of: "globex"))
      #expect(reply.string("status") == "IMPORTED_WITH_ERRORS")
      #expect(try await server.snapshot(of: "acme") == before)
    }
  }

  @Test func `an account's token is rejected by the admin API, whatever its scopes`()
    async throws
  {
    try await withTwoAccounts { server, acme, _ in
      let token = try await server.token(of: "acme")
      let before = try await server.snapshot(of: "acme")
      let routes = server.routes.filter { $0.path.hasPrefix("/admin/") }
      #expect(routes.count > 20)
      for route in routes {
        #expect(route.scope == .admin)
        let content = AdminServer.sample(for: route)
        let path = acme.path(of: route)
        let refused = try await server.send("\(route.method)", path, content, token: token)
        #expect(refused.status == 403, "\(route.method) \(route.path)")
        let nobody = try await server.send("\(route.method)", path, content)
        #expect(nobody.status == 401, "\(route.method) \(route.path)")
      }
      #expect(try await server.snapshot(of: "acme") == before)
    }
  }

  @Test func `an administrator's token is rejected by an account's routes`() async throws {
    try await withTwoAccounts { server, acme, _ in
      for route in server.routes where route.scope != nil && route.scope != .admin {
        let reply = try await server.send(
          "\(route.method)", acme.path(of: route), token: server.adminToken)
        #expect(reply.status == 403)
      }
    }
  }

  @Test func `an id under the other account's path is unknown to the administrator too`()
    async throws
  {
    try await withTwoAccounts { server, acme, globex in
      let before = try await server.snapshot(of: "globex") + server.snapshot(of: "acme")
      let mixed = AccountResources(
        account: "acme", client: globex.client, agent: globex.agent, eventType: globex.eventType,
        importID: globex.importID, report: globex.report)
      let routes = server.routes.filter { route in
        [":client", ":agent", ":event_type"].contains { route.path.contains($0) }
      }
      #expect(routes.count == 14)
      for route in routes {
        let content = AdminServer.sample(for: route)
        let foreign = try await server.send(
          "\(route.method)", mixed.path(of: route), content, token: server.adminToken)
        let unknown = try await server.send(
          "\(route.method)", mixed.unknown().path(of: route), content, token: server.adminToken)
        #expect(foreign.status == 404, "\(route.method) \(route.path)")
        #expect(foreign.text == unknown.text, "\(route.method) \(route.path)")
      }
      #expect(try await server.snapshot(of: "globex") + server.snapshot(of: "acme") == before)
    }
  }

  @Test func `a link to a report does not open another account's report`() async throws {
    try await withTwoAccounts { server, acme, globex in
      #expect(try await server.send("GET", acme.report).status == 200)
      let garbage = try await server.send("GET", acme.report + "0")
      #expect(garbage.status == 403)
      let others = [
        acme.report.replacing("account=acme", with: "account=globex"),
        acme.report.replacing(acme.importID, with: globex.importID),
      ]
      for other in others {
        let reply = try await server.send("GET", other)
        #expect(other != acme.report && reply.status == 403 && reply.text == garbage.text)
      }
    }
  }
}
