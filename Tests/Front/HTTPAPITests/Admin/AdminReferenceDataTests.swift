import Scheduling
import Testing

@Suite("The admin API's agents and event types", .timeLimit(.minutes(5)))
struct AdminReferenceDataTests {
  @Test func `are created, shown, changed and deactivated`() async throws {
    try await AdminServer.run { server in
      try await server.makeAccount("acme")
      let kinds = [
        ("agents", #"{"name":"Bob","email":"bob@example.com"}"#, #"{"email":"ANN@acme.example"}"#),
        ("event-types", #"{"name":"Break"}"#, #"{"name":" SHIFT"}"#),
      ]
      for (kind, new, conflict) in kinds {
        let path = "accounts/acme/\(kind)"
        let made = try await server.admin("POST", path, .json(new))
        #expect(made.status == 201 && made.object["active"] as? Bool == true)
        let one = "\(path)/\(try #require(made.number("id")))"
        #expect(try await server.admin("POST", path, .json(new)).status == 409)
        #expect(try await server.admin("PATCH", one, .json(conflict)).status == 409)
        let changed = try await server.admin(
          "PATCH", one, .json(#"{"name":"Other","active":false}"#))
        #expect(changed.status == 200 && changed.string("name") == "Other")
        #expect(changed.object["active"] as? Bool == false)
        #expect(try await server.admin("GET", one).text == changed.text)
        for unknown in ["2147483647", "-1", "0", "x", "99999999999999999999", "%00", "%ff"] {
          #expect(try await server.admin("GET", "\(path)/\(unknown)").status == 404)
        }
      }
    }
  }

  @Test func `are upserted as CSV, and each wrong line is reported`() async throws {
    try await AdminServer.run { server in
      try await server.makeAccount("acme")
      let csv = """
        Agent Name,Agent Email,Active
        Ann,ann@acme.example,true
        Bob,bob@example.com,yes
        ,c@example.com,yes
        Bo,BOB@example.com,yes
        Dora,d@example.com
        \(String(repeating: "e", count: 321)),e@example.com,1
        """
      let path = "accounts/acme/agent-imports"
      let reply = try await server.admin("POST", path, .csv(csv))
      #expect(reply.status == 200)
      let counts = ["created", "updated", "unchanged", "refused"].map { reply.number($0) }
      #expect(counts == [1, 0, 1, 4])
      #expect(reply.objects("problems").map { $0["line"] as? Int } == [4, 5, 6, 7])
      let wrong = try await server.admin("POST", path, .csv("Name\nAnn\n"))
      #expect(wrong.status == 400)
      #expect(wrong.string("description")?.contains("Agent Name,Agent Email,Active") == true)
    }
  }

  @Test func `are upserted as JSON, and each wrong entry is reported`() async throws {
    try await AdminServer.run { server in
      try await server.makeAccount("acme")
      let agents = #"""
        {"agents":[{"name":"Anna","email":"ann@acme.example","active":false},
        {"name":"Bob","email":"bob@example.com"},{"name":"Bo","email":"BOB@example.com"},7,
        {"name":"","email":1,"active":"yes","x":0}]}
        """#
      let reply = try await server.admin("POST", "accounts/acme/agent-imports", .json(agents))
      #expect(reply.status == 200)
      let counts = ["created", "updated", "unchanged", "refused"].map { reply.number($0) }
      #expect(counts == [1, 1, 0, 3])
      let problems = reply.objects("problems")
      #expect(problems.map { $0["index"] as? Int } == [2, 3, 4])
      let last = try #require(problems.last?["description"] as? String)
      for name in ["name:", "email:", "active:", "x:"] { #expect(last.contains(name)) }
      let types = try await server.admin(
        "POST", "accounts/acme/event-type-imports",
        .json(#"{"event_types":[{"name":"Shift"},{"name":"Break"}]}"#))
      #expect(types.number("created") == 1 && types.number("unchanged") == 1)
    }
  }

  @Test func `are upserted up to 100,000 in a request`() async throws {
    try await AdminServer.run { server in
      try await server.makeAccount("acme")
      for (count, status) in [(100_001, 400), (100_000, 200)] {
        let agents = (1...count).map { #"{"name":"A","email":"\#($0)"}"# }.joined(separator: ",")
        let reply = try await server.admin(
          "POST", "accounts/acme/agent-imports", .json(#"{"agents":[\#(agents)]}"#))
        #expect(reply.status == status)
        #expect(reply.fields == (status == 200 ? [] : ["agents"]))
      }
    }
  }

  @Test func `a deactivated agent is rejected by the next import`() async throws {
    try await AdminServer.run(.init(runsWorker: true)) { server in
      try await server.makeAccount("acme")
      let token = try await server.token(of: "acme")
      let agents = try await server.admin("GET", "accounts/acme/agents").objects("agents")
      let id = try #require(agents.first?["id"] as? Int)
      _ = try await server.admin(
        "PATCH", "accounts/acme/agents/\(id)", .json(#"{"active":false}"#))
      let reply = try await server.imported(
        "Ann,ann@acme.example,09:00 2026-06-01,17:00 2026-06-01,Shift\n", token: token)
      let url = try #require(reply.string("error_report_url"))
      let target = url.replacing("http://127.0.0.1:\(server.port)", with: "")
      #expect(try await server.send("GET", target).text.contains("AGENT_INACTIVE"))
    }
  }
}
