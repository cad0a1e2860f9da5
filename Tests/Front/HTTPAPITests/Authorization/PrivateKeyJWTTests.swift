import Crypto
import Foundation
import Identity
import Postgres
import Scheduling
import Store
import TestSupport
import Testing

/// Clients that sign instead of sending a secret (RFC 7523).
@Suite("private_key_jwt", .timeLimit(.minutes(5)))
struct PrivateKeyJWTTests {
  private let key = P256.Signing.PrivateKey()

  private func form(_ assertion: String, clientID: String? = nil) -> String {
    let type = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
    let client = clientID.map { "&client_id=\($0)" } ?? ""
    return "grant_type=client_credentials&client_assertion_type=\(type)"
      + "&client_assertion=\(assertion)\(client)"
  }

  private func assertion(
    client: String = "robot", audience: String = TokenServer.tokenURL
  ) throws -> String {
    try SignedAssertion.make(
      SignedAssertion.claims(
        client: client, audience: audience, now: TokenVerifier.systemClock()), key: key)
  }

  private func withServer(_ body: (TestDatabase, TokenServer) async throws -> Void) async throws {
    let database = try await TestDatabase()
    _ = try await TestClient(jwks: SignedAssertion.jwks(key.publicKey), on: database)
    try await withTokenServer(on: database) { try await body(database, $0) }
  }

  @Test func `an assertion for the token URL or for the issuer gives a token`() async throws {
    try await withServer { _, server in
      for audience in [TokenServer.tokenURL, TokenServer.issuer] {
        let answer = try await server.post(form(try assertion(audience: audience)))
        #expect(answer.status == 200)
        #expect(try await server.statusOfUse(try #require(answer.token)) == 404)
      }
      let named = try await server.post(form(try assertion(), clientID: "robot"))
      #expect(named.status == 200)
    }
  }

  @Test func `a different client_id beside the assertion is an invalid request`() async throws {
    try await withServer { _, server in
      let answer = try await server.post(form(try assertion(), clientID: "other"))
      #expect(answer.error == "invalid_request")
    }
  }

  @Test func `an assertion is valid once, on two servers of one database`() async throws {
    try await withServer { database, one in
      try await withTokenServer(on: database) { other in
        let first = try assertion()
        #expect(try await one.post(form(first)).status == 200)
        #expect(try await one.post(form(first)).error == "invalid_client")
        #expect(try await other.post(form(first)).error == "invalid_client")
        // Sent to both servers concurrently, exactly one of them accepts it.
        for _ in 0..<20 {
          let assertion = try assertion()
          async let left = one.post(form(assertion))
          async let right = other.post(form(assertion))
          #expect(try await [left.status, right.status].sorted() == [200, 401])
        }
      }
    }
  }

  @Test func `the same jti of two clients is two assertions`() async throws {
    try await withServer { database, server in
      _ = try await TestClient(
        "second", jwks: SignedAssertion.jwks(key.publicKey), on: database)
      for client in ["robot", "second"] {
        var claims = SignedAssertion.claims(
          client: client, audience: TokenServer.tokenURL, now: TokenVerifier.systemClock())
        claims["jti"] = "one"
        let text = try SignedAssertion.make(claims, key: key)
        #expect(try await server.post(form(text)).status == 200)
      }
    }
  }

  @Test func `an assertion with a wrong signature does not use up its jti`() async throws {
    try await withServer { _, server in
      let claims = SignedAssertion.claims(
        client: "robot", audience: TokenServer.tokenURL, now: TokenVerifier.systemClock())
      let forged = try SignedAssertion.make(claims, key: P256.Signing.PrivateKey())
      #expect(try await server.post(form(forged)).error == "invalid_client")
      let genuine = try SignedAssertion.make(claims, key: key)
      #expect(try await server.post(form(genuine)).status == 200)
    }
  }

  @Test func `an access token of the server is not an assertion`() async throws {
    try await withServer { _, server in
      let token = try #require(try await server.post(form(try assertion())).token)
      #expect(try await server.post(form(token)).error == "invalid_client")
    }
  }

  @Test(arguments: ["rob\0ot", "\0", "robot\u{1B}", String(repeating: "r", count: 129)])
  func `an impossible client id is an invalid client`(id: String) async throws {
    try await withServer { _, server in
      let answer = try await server.post(form(try assertion(client: id)))
      #expect(answer.status == 401)
      #expect(answer.error == "invalid_client")
    }
  }

  /// The server's clock is six minutes behind the database's. So the server may accept an assertion
  /// whose row has already been removed.
  @Test func `a clock behind the database's does not make an assertion valid twice`() async throws {
    let database = try await TestDatabase()
    _ = try await TestClient(jwks: SignedAssertion.jwks(key.publicKey), on: database)
    let connection = database.connection()
    for (minutes, status) in [(3, 200), (10, 401)] as [(Int64, Int)] {
      let now = { @Sendable in TokenVerifier.systemClock() - minutes * 60 }
      try await withTokenServer(on: database, now: now) { server in
        var claims = SignedAssertion.claims(
          client: "robot", audience: TokenServer.tokenURL, now: now())
        claims["exp"] = now() + 60
        let text = try SignedAssertion.make(claims, key: key)
        #expect(try await server.post(form(text)).status == status)
        // Assertions of other clients and the retention remove expired rows.
        for _ in 0..<2 {
          try await connection.run {
            _ = try RetentionRepository.removeAssertions(limit: 100, on: $0)
          }
          #expect(try await server.post(form(text)).error == "invalid_client")
        }
      }
    }
  }

  @Test func `a client without keys and an unknown client cannot sign`() async throws {
    try await withServer { database, server in
      _ = try await TestClient("keyless", on: database)
      for client in ["keyless", "nobody"] {
        let answer = try await server.post(form(try assertion(client: client)))
        #expect(answer.status == 401)
        #expect(answer.error == "invalid_client")
      }
    }
  }

  @Test func `a text that is not a JWT is an invalid client`() async throws {
    try await withServer { _, server in
      for text in ["x", "a.b.c", String(repeating: "a", count: 60_000)] {
        let answer = try await server.post(form(text))
        #expect(answer.error == "invalid_client")
      }
    }
  }

  @Test func `used assertions are deleted after they expire`() async throws {
    try await withServer { database, server in
      let connection = database.connection()
      for _ in 0..<3 { #expect(try await server.post(form(try assertion())).status == 200) }
      try await connection.run {
        try $0.executeScript("UPDATE client_assertions SET expires_at = now() - interval '1 hour'")
      }
      #expect(try await server.post(form(try assertion())).status == 200)
      let rows = try await connection.run { try $0.query(Self.count) }
      #expect(rows == [1])
    }
  }

  private static let count = Statement<Int64>("SELECT count(*) FROM client_assertions") {
    (row) throws(PostgresError) in try row.next()
  }
}
