import Authorization
import Foundation
import HTTPAPI
import Identity
import Postgres
import Scheduling
import Store
import TestSupport
import Testing

/// `POST /oauth/token` over HTTP.
@Suite("The token endpoint", .timeLimit(.minutes(5)))
struct TokenEndpointTests {
  @Test func `client_secret_basic returns a bearer token that the server accepts`() async throws {
    let database = try await TestDatabase()
    let client = try await TestClient(on: database)
    try await withTokenServer(on: database) { server in
      let answer = try await server.token(client)
      #expect(answer.status == 200)
      #expect(answer.json["token_type"] as? String == "Bearer")
      #expect(answer.json["expires_in"] as? Int == 600)
      #expect(answer.json["scope"] as? String == "wfm-public:read wfm-public:write")
      #expect(answer.json.count == 4)
      #expect(answer.headers["cache-control"] == "no-store")
      #expect(answer.headers["pragma"] == "no-cache")
      #expect(answer.headers["content-type"] == "application/json")
      #expect(try await server.statusOfUse(try #require(answer.token)) == 404)
    }
  }

  @Test func `client_secret_post does as well, with and without the gateway's prefix`() async throws
  {
    let database = try await TestDatabase()
    let client = try await TestClient(on: database)
    try await withTokenServer(on: database) { server in
      let form =
        "grant_type=client_credentials&client_id=robot&client_secret=\(client.secret.plain)"
      let token = try #require(try await server.post(form).token)
      #expect(try await server.statusOfUse(token) == 404)
      let prefixed = try await server.request(
        "/wfm/aion/oauth/token", method: "POST",
        headers: [("Content-Type", "Application/X-WWW-Form-URLEncoded; charset=UTF-8")],
        body: Array(form.utf8))
      #expect(prefixed.status == 200)
    }
  }

  @Test func `the token has the header and the claims of RFC 9068`() async throws {
    let database = try await TestDatabase()
    let client = try await TestClient(on: database)
    let now = TokenVerifier.systemClock()
    try await withTokenServer(on: database, now: { now }) { server in
      let token = try #require(try await server.token(client, scope: "wfm-public:read").token)
      let parts = token.split(separator: ".").map(Self.object)
      #expect(parts[0]["typ"] as? String == "at+jwt")
      #expect(parts[0]["alg"] as? String == "ES256")
      #expect(server.ring.jwks?.contains(try #require(parts[0]["kid"] as? String)) == true)
      let claims = parts[1]
      #expect(claims["iss"] as? String == TokenServer.issuer)
      #expect(claims["aud"] as? String == TokenServer.issuer)
      #expect(claims["sub"] as? String == "robot")
      #expect(claims["client_id"] as? String == "robot")
      #expect(claims["account_id"] as? String == "acme")
      #expect(claims["scope"] as? String == "wfm-public:read")
      #expect(claims["iat"] as? Int64 == now)
      #expect(claims["exp"] as? Int64 == now + 600)
      #expect((claims["jti"] as? String)?.count == 22)
      #expect(claims.count == 9)
    }
  }

  @Test func `the installation's client gets a token without an account`() async throws {
    let database = try await TestDatabase()
    let client = try await TestClient("root", account: nil, scopes: [.admin], on: database)
    try await withTokenServer(on: database) { server in
      let answer = try await server.token(client)
      #expect(answer.json["scope"] as? String == "wfm-admin")
      let token = try #require(answer.token)
      #expect(Self.object(token.split(separator: ".")[1])["account_id"] == nil)
      // It lacks the scope of an account's route.
      #expect(try await server.statusOfUse(token) == 403)
      #expect(try await server.token(client, scope: "wfm-public:read").error == "invalid_scope")
    }
  }

  @Test(arguments: [
    ("wfm-public:read", "wfm-public:read"),
    ("wfm-public:write wfm-public:read", "wfm-public:read wfm-public:write"),
    ("wfm-public:read wfm-public:read", "wfm-public:read"),
  ])
  func `the requested scopes are granted, each once`(
    _ asked: String, _ granted: String
  )
    async throws
  {
    let database = try await TestDatabase()
    let client = try await TestClient(on: database)
    try await withTokenServer(on: database) { server in
      let answer = try await server.token(client, scope: asked)
      #expect(answer.json["scope"] as? String == granted)
    }
  }

  @Test func `a forbidden, unknown or malformed scope is an invalid scope`() async throws {
    let database = try await TestDatabase()
    let client = try await TestClient(scopes: [.read], on: database)
    try await withTokenServer(on: database) { server in
      let scopes = [
        "wfm-public:write", "wfm-public:read wfm-public:write", "wfm-admin", "openid",
        "wfm-public:read  wfm-public:read", " wfm-public:read", "wfm-public:read ", "%22", "%5C",
        "wfm-public:read%09", "WFM-PUBLIC:READ", "%C3%A9", "%20",
      ]
      for scope in scopes {
        let answer = try await server.token(client, scope: scope)
        #expect(answer.status == 400, "\(scope)")
        #expect(answer.error == "invalid_scope", "\(scope)")
      }
    }
  }

  @Test func `a revoked client gets no token`() async throws {
    let database = try await TestDatabase()
    let client = try await TestClient(on: database)
    try await withTokenServer(on: database) { server in
      #expect(try await server.token(client).status == 200)
      let isRevoked = try await database.connection().run {
        try ClientRepository.revoke(client.id, account: client.account, on: $0)
      }
      #expect(isRevoked)
      #expect(try await server.token(client).error == "invalid_client")
    }
  }

  @Test func `a client of a deactivated account gets no token, until the account is active again`()
    async throws
  {
    let database = try await TestDatabase()
    let client = try await TestClient(on: database)
    let connection = database.connection()
    try await withTokenServer(on: database) { server in
      try await connection.run { try $0.executeScript("UPDATE accounts SET active = false") }
      #expect(try await server.token(client).error == "invalid_client")
      try await connection.run { try $0.executeScript("UPDATE accounts SET active = true") }
      #expect(try await server.token(client).status == 200)
    }
  }

  @Test func `after a rotation with grace both secrets are valid, otherwise only the new one`()
    async throws
  {
    let database = try await TestDatabase()
    let client = try await TestClient(on: database)
    try await withTokenServer(on: database) { server in
      for (grace, expected) in [(Duration.seconds(60), 200), (.zero, 401)] {
        let old = client.secret
        let new = ClientSecret()
        // The first round keeps the old secret as the previous secret. The second round removes it.
        let isRotated = try await database.connection().run {
          try ClientRepository.rotateSecret(
            of: client.id, account: client.account, to: new.hash, grace: grace, on: $0)
        }
        #expect(isRotated)
        let form = "grant_type=client_credentials"
        #expect(try await server.post(form, basic: "robot:\(new.plain)").status == 200)
        #expect(try await server.post(form, basic: "robot:\(old.plain)").status == expected)
      }
    }
  }

  @Test func `a rotated secret is valid until its grace period ends, and not after`() async throws {
    let database = try await TestDatabase()
    let client = try await TestClient(on: database)
    let connection = database.connection()
    try await withTokenServer(on: database) { server in
      let new = ClientSecret()
      let isRotated = try await connection.run {
        try ClientRepository.rotateSecret(
          of: client.id, account: client.account, to: new.hash, grace: .seconds(60), on: $0)
      }
      #expect(isRotated)
      #expect(try await server.token(client).status == 200)
      // The minute passes.
      try await connection.run {
        try $0.executeScript(
          """
          UPDATE clients
          SET previous_secret_until = previous_secret_until - interval '60 seconds'
          """)
      }
      #expect(try await server.token(client).error == "invalid_client")
      let form = "grant_type=client_credentials"
      #expect(try await server.post(form, basic: "robot:\(new.plain)").status == 200)
    }
  }

  @Test func `a client id with a colon, a blank and letters beyond ASCII works form-encoded`()
    async throws
  {
    let database = try await TestDatabase()
    let client = try await TestClient("röbot: 1+1%", on: database)
    try await withTokenServer(on: database) { server in
      let encoded = "r%C3%B6bot%3A+1%2B1%25"
      let form = "grant_type=client_credentials"
      let basic = try await server.post(form, basic: "\(encoded):\(client.secret.plain)")
      #expect(basic.status == 200)
      let posted = try await server.post(
        "\(form)&client_id=\(encoded)&client_secret=\(client.secret.plain)")
      #expect(posted.status == 200)
    }
  }

  /// A segment of a token as a JSON object.
  private static func object(_ segment: Substring) -> [String: Any] {
    let text = segment.replacing("-", with: "+").replacing("_", with: "/")
    let padding = String(repeating: "=", count: (4 - text.count % 4) % 4)
    let bytes = Data(base64Encoded: text + padding) ?? Data()
    return (try? JSONSerialization.jsonObject(with: bytes)) as? [String: Any] ?? [:]
  }
}
