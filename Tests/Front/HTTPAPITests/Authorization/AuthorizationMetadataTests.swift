import Foundation
import Identity
import Scheduling
import TestSupport
import Testing

/// The metadata that the server publishes.
@Suite("The authorization server's metadata", .timeLimit(.minutes(5)))
struct AuthorizationMetadataTests {
  @Test func `the metadata names this server's endpoints and capabilities, and nothing else`()
    async throws
  {
    try await withTokenServer(on: try await TestDatabase()) { server in
      let answer = try await server.request("/.well-known/oauth-authorization-server")
      #expect(answer.status == 200)
      #expect(answer.headers["content-type"] == "application/json")
      #expect(answer.headers["cache-control"] == "public, max-age=300")
      let expected: NSDictionary = [
        "issuer": TokenServer.issuer,
        "token_endpoint": TokenServer.tokenURL,
        "jwks_uri": "\(TokenServer.baseURL)/.well-known/jwks.json",
        "scopes_supported": Scope.allCases.map(\.rawValue),
        "response_types_supported": ["none"],
        "grant_types_supported": ["client_credentials"],
        "token_endpoint_auth_methods_supported": [
          "client_secret_basic", "client_secret_post", "private_key_jwt",
        ],
        "token_endpoint_auth_signing_alg_values_supported": ["ES256", "RS256"],
      ]
      #expect(NSDictionary(dictionary: answer.json) == expected)
    }
  }

  @Test func `the published keys verify the tokens that the server issues`() async throws {
    let database = try await TestDatabase()
    let client = try await TestClient(on: database)
    try await withTokenServer(on: database) { server in
      let answer = try await server.request("/.well-known/jwks.json")
      #expect(answer.status == 200)
      #expect(answer.headers["cache-control"] == "public, max-age=30")
      #expect(answer.headers["content-type"] == "application/jwk-set+json")
      #expect(!answer.body.contains(#""d":"#))
      var keys = VerificationKeys()
      #expect(try keys.add(jwks: Array(answer.body.utf8)) == [])
      let verifier = try await TokenVerifier(
        keys: keys,
        policy: TokenPolicy(issuers: [TokenServer.issuer], audiences: [TokenServer.issuer]))
      let token = try #require(try await server.token(client).token)
      #expect(try await verifier.verify(token).account == "acme")
    }
  }

  @Test func `both are served with the gateway's prefix, and only for GET`() async throws {
    try await withTokenServer(on: try await TestDatabase()) { server in
      for path in ["/.well-known/jwks.json", "/.well-known/oauth-authorization-server"] {
        let prefixed = try await server.request("/wfm/aion\(path)")
        #expect(prefixed.status == 200)
        let posted = try await server.request(path, method: "POST")
        #expect(posted.status == 405)
      }
    }
  }
}
