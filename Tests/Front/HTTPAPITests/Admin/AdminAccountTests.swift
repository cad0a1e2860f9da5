import Scheduling
import Testing

@Suite("The admin API's accounts and clients", .timeLimit(.minutes(5)))
struct AdminAccountTests {
  @Test func `accounts are created, shown, renamed and deactivated`() async throws {
    try await AdminServer.run { server in
      let made = try await server.admin("POST", "accounts", .json(#"{"id":"acme","name":"ACME"}"#))
      #expect(made.status == 201)
      #expect(made.string("id") == "acme" && made.string("name") == "ACME")
      #expect(made.object["active"] as? Bool == true)
      #expect(made.object.keys.sorted() == ["active", "created_at", "id", "name"])
      let again = try await server.admin("POST", "accounts", .json(#"{"id":"acme"}"#))
      #expect(again.status == 409)
      #expect(again.string("message") == "The request conflicts with what is stored.")
      let changed = try await server.admin("PATCH", "accounts/acme", .json(#"{"active":false}"#))
      #expect(changed.status == 200 && changed.object["active"] as? Bool == false)
      #expect(try await server.admin("GET", "accounts/acme").text == changed.text)
      let unknown = try await server.admin("GET", "accounts/nobody")
      #expect(unknown.status == 404)
      #expect(
        unknown.text
          == #"{"message":"Not found.","description":"There is no account with this id. List the accounts to find the right one."}"#
      )
    }
  }

  @Test func `an account's rates are set, take effect, and are reset by null`() async throws {
    try await AdminServer.run { server in
      try await server.makeAccount("acme")
      let token = try await server.token(of: "acme")
      let target = "/v1/schedules/event-imports/1"
      let set = try await server.admin(
        "PATCH", "accounts/acme", .json(#"{"reads_per_minute":2,"uploads_per_minute":1000000}"#))
      #expect(set.status == 200 && set.object["reads_per_minute"] as? Int == 2)
      #expect(set.object["tokens_per_minute"] == nil)
      for status in [404, 404, 429] {
        #expect(try await server.send("GET", target, token: token).status == status)
      }
      let back = try await server.admin(
        "PATCH", "accounts/acme", .json(#"{"reads_per_minute":null}"#))
      #expect(
        back.object.keys.sorted() == ["active", "created_at", "id", "uploads_per_minute"])
      let wrong = try await server.admin(
        "PATCH", "accounts/acme",
        .json(#"{"reads_per_minute":0,"uploads_per_minute":1.5,"tokens_per_minute":"7"}"#))
      #expect(wrong.status == 400)
      #expect(
        wrong.fields.sorted() == ["reads_per_minute", "tokens_per_minute", "uploads_per_minute"])
    }
  }

  @Test func `a deactivated account is rejected immediately, and admitted after reactivation`()
    async throws
  {
    try await AdminServer.run { server in
      try await server.makeAccount("acme")
      let token = try await server.token(of: "acme")
      let imports = "/v1/schedules/event-imports"
      let upload = AdminServer.Content.upload("")
      _ = try await server.admin("PATCH", "accounts/acme", .json(#"{"active":false}"#))
      #expect(try await server.send("POST", imports, upload, token: token).status == 403)
      _ = try await server.admin("PATCH", "accounts/acme", .json(#"{"active":true}"#))
      #expect(try await server.send("POST", imports, upload, token: token).status == 202)
    }
  }

  @Test(arguments: ["a b/c?d#é%", "..", "日本"])
  func `every account id works in a path`(id: String) async throws {
    try await AdminServer.run { server in
      let body = #"{"id":"\#(id)"}"#
      let made = try await server.admin("POST", "accounts", .json(body))
      #expect(made.status == 201)
      let encoded = id.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
      let shown = try await server.admin("GET", "accounts/\(encoded)")
      #expect(shown.string("id") == id)
    }
  }

  @Test(arguments: ["accounts/acme/clients", "clients"])
  func `a client's secret is only in the response that creates it`(path: String) async throws {
    try await AdminServer.run { server in
      try await server.makeAccount("acme")
      let made = try await server.admin("POST", path, .json(#"{"name":"loader"}"#))
      #expect(made.status == 201)
      let id = try #require(made.string("client_id"))
      let secret = try #require(made.string("client_secret"))
      #expect(secret.count == 48)
      let rotated = try await server.admin(
        "POST", "\(path)/\(id)/rotate-secret", .json(#"{"grace_seconds":60}"#))
      #expect(rotated.status == 200)
      let other = try #require(rotated.string("client_secret"))
      #expect(other != secret)
      let shown = [
        try await server.admin("GET", path), try await server.admin("GET", "\(path)/\(id)"),
        try await server.admin("GET", "audit"),
        try await server.admin("POST", "\(path)/\(id)/revoke"),
      ]
      for reply in shown {
        #expect(reply.status == 200 && reply.text.contains(id))
        #expect(!reply.text.contains(secret) && !reply.text.contains(other))
      }
      #expect(shown[3].string("revoked_at") != nil)
      let late = try await server.admin("POST", "\(path)/\(id)/rotate-secret", .json("{}"))
      #expect(late.status == 409)
    }
  }

  @Test func `the allowed scopes depend on the client's owner`() async throws {
    try await AdminServer.run { server in
      try await server.makeAccount("acme")
      let cases = [
        ("accounts/acme/clients", "wfm-public:read", 201),
        ("accounts/acme/clients", "wfm-admin", 400),
        ("clients", "wfm-admin", 201), ("clients", "wfm-public:read", 400), ("clients", "", 400),
      ]
      for (path, scope, status) in cases {
        let reply = try await server.admin(
          "POST", path, .json(#"{"name":"loader","scopes":["\#(scope)"]}"#))
        #expect(reply.status == status)
        #expect(reply.fields == (status == 400 ? ["scopes"] : []))
      }
    }
  }
}
