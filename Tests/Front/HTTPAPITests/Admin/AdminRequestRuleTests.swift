import Administration
import HTTPAPI
import NIOHTTP1
import Scheduling
import Testing

@Suite("Requests to the admin API", .timeLimit(.minutes(5)))
struct AdminRequestRuleTests {
  @Test(arguments: [
    ("{", []), ("[]", []), (#"{"id":"a","id":"b"}"#, []), (#"{"id":"a"}x"#, []), ("", []),
    (#"{"id":\#(String(repeating: "[", count: 9))\#(String(repeating: "]", count: 9))}"#, []),
    ("{}", ["id"]), (#"{"id":""}"#, ["id"]), (#"{"id":1}"#, ["id"]), (#"{"id":null}"#, ["id"]),
    (#"{"id":"\u0001"}"#, ["id"]), (#"{"id":"\#(String(repeating: "a", count: 129))"}"#, ["id"]),
    (#"{"id":"a","name":""}"#, ["name"]), (#"{"id":"a","name":["x"]}"#, ["name"]),
    (#"{"id":"a","name":"\#(String(repeating: "a", count: 321))"}"#, ["name"]),
    (#"{"id":"a","admin":true}"#, ["admin"]), (#"{"Id":"a"}"#, ["id", "Id"]),
  ])
  func `with a wrong body get a 400 that names each problem`(
    body: String, fields: [String]
  ) async throws {
    try await AdminServer.run { server in
      let reply = try await server.admin("POST", "accounts", .json(body))
      #expect(reply.status == 400)
      #expect(reply.string("message") == "The request is invalid.")
      #expect(reply.fields == fields)
      #expect(try await server.admin("GET", "accounts").objects("accounts").isEmpty)
    }
  }

  @Test(arguments: ["60.5", "-1", "604801", "1e99", "true", "\"60\""])
  func `with a grace period out of range get a 400`(grace: String) async throws {
    try await AdminServer.run { server in
      let made = try await server.admin("POST", "clients", .json(#"{"name":"ops"}"#))
      let id = try #require(made.string("client_id"))
      let reply = try await server.admin(
        "POST", "clients/\(id)/rotate-secret", .json(#"{"grace_seconds":\#(grace)}"#))
      #expect(reply.status == 400 && reply.fields == ["grace_seconds"])
    }
  }

  @Test func `with another media type get a 415, and with a large body a 413`() async throws {
    try await AdminServer.run { server in
      try await server.makeAccount("acme")
      for path in ["accounts", "accounts/acme/agents", "accounts/acme/agent-imports"] {
        let content = AdminServer.Content(type: "text/plain", bytes: [0x7B, 0x7D])
        #expect(try await server.admin("POST", path, content).status == 415)
        #expect(try await server.admin("POST", path).status == 415)
      }
      let limits = [("accounts", 65536), ("accounts/acme/agent-imports", 5_242_880)]
      for (path, limit) in limits {
        let blanks = String(repeating: " ", count: limit - 1)
        #expect(try await server.admin("POST", path, .json(blanks + "{}")).status == 413)
        // As large as allowed, so the rejection is for the missing list or id.
        let reply = try await server.admin(
          "POST", path, .json(String(blanks.dropLast()) + "{}"))
        #expect(reply.status == 400 && reply.fields.count == 1)
      }
    }
  }

  @Test func `with another method get a 405, and with another path a 404`() async throws {
    try await AdminServer.run { server in
      let reply = try await server.admin("DELETE", "accounts")
      #expect(reply.status == 405)
      #expect(reply.headers.first(name: "Allow") == "GET, HEAD, POST")
      #expect(try await server.admin("GET", "nothing").status == 404)
    }
  }

  @Test func `over the client's rate get a 429`() async throws {
    try await AdminServer.run(.init(requestsPerMinute: 1)) { server in
      #expect(try await server.admin("GET", "accounts").status == 200)
      let reply = try await server.admin("GET", "accounts")
      #expect(reply.status == 429)
      #expect(reply.headers.first(name: "Retry-After").flatMap { Int($0) } ?? 0 > 0)
    }
  }
}

@Suite("Lists of the admin API", .timeLimit(.minutes(5)))
struct AdminPageTests {
  @Test func `have pages that together contain the whole list`() async throws {
    try await AdminServer.run { server in
      let names = (0..<7).map { "account \($0)" }
      for name in names.shuffled() {
        _ = try await server.administrator.createAccount(
          "\(name)", displayName: nil, by: AdminServer.origin)
      }
      for limit in [1, 3, 7, 200] {
        var collected: [String] = []
        var cursor = ""
        repeat {
          let page = try await server.admin("GET", "accounts?limit=\(limit)\(cursor)")
          let entries = page.objects("accounts").compactMap { $0["id"] as? String }
          #expect((1...limit).contains(entries.count))
          collected += entries
          cursor = page.string("next_cursor").map { "&cursor=\($0)" } ?? ""
        } while !cursor.isEmpty && collected.count < 100
        #expect(collected == names)
      }
    }
  }

  @Test func `all accept limit and cursor`() async throws {
    try await AdminServer.run { server in
      try await server.makeAccount("acme")
      for _ in 0..<2 {
        _ = try await server.admin("POST", "clients", .json(#"{"name":"ops"}"#))
        _ = try await server.admin("POST", "accounts/acme/clients", .json(#"{"name":"x"}"#))
      }
      _ = try await server.admin(
        "POST", "accounts/acme/agents", .json(#"{"name":"B","email":"b@example.com"}"#))
      _ = try await server.admin("POST", "accounts/acme/event-types", .json(#"{"name":"B"}"#))
      let lists = [
        ("clients", "clients"), ("accounts/acme/clients", "clients"),
        ("accounts/acme/agents", "agents"), ("accounts/acme/event-types", "event_types"),
        ("audit", "events"), ("audit?account=acme", "events"),
      ]
      for (path, list) in lists {
        let mark = path.contains("?") ? "&" : "?"
        let first = try await server.admin("GET", "\(path)\(mark)limit=1")
        let cursor = try #require(first.string("next_cursor"))
        let second = try await server.admin("GET", "\(path)\(mark)limit=1&cursor=\(cursor)")
        #expect(second.status == 200 && second.objects(list).count == 1)
        #expect(second.text != first.text)
        let elsewhere = try await server.admin("GET", "accounts?cursor=\(cursor)")
        #expect(elsewhere.status == 400 && elsewhere.fields == ["cursor"])
      }
    }
  }

  @Test(arguments: [
    ("limit=0", ["limit"]), ("limit=201", ["limit"]), ("limit=x", ["limit"]),
    ("limit=1&limit=2", ["limit"]), ("cursor=x", ["cursor"]), ("cursor=", ["cursor"]),
    ("page=2", ["page"]), ("cursor=%00&limit=-1", ["limit", "cursor"]),
  ])
  func `reject other parameters`(query: String, fields: [String]) async throws {
    try await AdminServer.run { server in
      let reply = try await server.admin("GET", "accounts?\(query)")
      #expect(reply.status == 400 && reply.fields == fields)
    }
  }
}
