import NIOHTTP1
import Scheduling
import Testing

/// The client that administers, by the name in its token.
@Suite("Administering clients", .timeLimit(.minutes(5)))
struct AdminClientTests {
  @Test func `have separate budgets`() async throws {
    try await AdminServer.run(.init(requestsPerMinute: 2)) { server in
      var statuses: [Int] = []
      for client in ["one", "one", "one", "other", "other", "other", "one"] {
        let token = try server.adminToken(client: client)
        statuses.append(try await server.send("GET", "/admin/v1/accounts", token: token).status)
      }
      #expect(statuses == [200, 200, 429, 200, 200, 429, 429])
    }
  }

  /// The database index of the budgets rejects long texts.
  @Test func `may have a long name`() async throws {
    try await AdminServer.run { server in
      let token = try server.adminToken(client: String(repeating: "é", count: 2000))
      #expect(try await server.send("GET", "/admin/v1/accounts", token: token).status == 200)
    }
  }

  /// A text in PostgreSQL cannot contain NUL. Both claims are stored in the audit and in the
  /// budgets.
  @Test(arguments: [
    #""client_id":"a\u0000b""#, #""sub":"\u0000""#, #""client_id":"a","sub":"\u0000""#,
    #""sub":"a","client_id":"\u0000""#, #""client_id":"\u001b[2J""#,
  ])
  func `with a control character in the name are rejected`(members: String) async throws {
    try await AdminServer.run { server in
      try await server.makeAccount("acme")
      let admin = try server.token(#"\#(members),"scope":"wfm-admin""#)
      let created = try await server.send(
        "POST", "/admin/v1/accounts", .json(#"{"id":"x"}"#), token: admin)
      #expect(created.status == 401)
      #expect(created.string("description")?.contains("is malformed") == true)
      let account = try server.token(
        #"\#(members),"account_id":"acme","scope":"wfm-public:write wfm-public:read""#)
      let uploaded = try await server.send(
        "POST", "/v1/schedules/event-imports", .upload(""), token: account)
      #expect(uploaded.status == 401)
    }
  }

  /// Tests every text of a request that may reach the database.
  @Test func `cannot store a NUL in the database`() async throws {
    try await AdminServer.run { server in
      try await server.makeAccount("acme")
      let nul = #"a\u0000b"#
      let requests: [(String, String, AdminServer.Content?)] = [
        ("POST", "accounts", .json(#"{"id":"\#(nul)"}"#)),
        ("POST", "accounts", .json(#"{"id":"b","name":"\#(nul)"}"#)),
        ("PATCH", "accounts/acme", .json(#"{"name":"\#(nul)"}"#)),
        ("POST", "clients", .json(#"{"name":"\#(nul)"}"#)),
        ("POST", "accounts/acme/clients", .json(#"{"name":"\#(nul)"}"#)),
        ("POST", "accounts/acme/agents", .json(#"{"name":"A","email":"\#(nul)"}"#)),
        ("POST", "accounts/acme/agents", .json(#"{"name":"\#(nul)","email":"a@b.example"}"#)),
        ("POST", "accounts/acme/event-types", .json(#"{"name":"\#(nul)"}"#)),
        ("GET", "accounts?cursor=YWNjb3VudHM6AA", nil), ("GET", "audit?action=a%00b", nil),
      ]
      for (method, path, content) in requests {
        let reply = try await server.admin(method, path, content)
        #expect(reply.status == 400, "\(method) \(path)")
      }
      for path in [
        "accounts/a%00b", "clients/a%00b", "accounts/acme/clients/a%00b", "audit?account=a%00b",
      ] {
        #expect(try await server.admin("GET", path).status == 404, "\(path)")
      }
      let csv = try await server.admin(
        "POST", "accounts/acme/agent-imports", .csv("Name,Email,Active\nA\0,a@b.example,true\n"))
      #expect(csv.status < 500, "\(csv.text)")
    }
  }

  @Test func `cannot send compressed bodies`() async throws {
    try await AdminServer.run { server in
      for path in ["accounts", "accounts/acme/agent-imports"] {
        let reply = try await server.send(
          "POST", "/admin/v1/\(path)", .json("{}"), token: server.adminToken,
          headers: ["Content-Encoding": "gzip"])
        #expect(reply.status == 415)
        #expect(reply.headers["Accept-Encoding"] == ["identity"])
        #expect(
          reply.string("description")?.hasPrefix(#"The body has Content-Encoding "gzip"."#) == true)
      }
    }
  }
}
