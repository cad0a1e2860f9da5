import Authorization
import Foundation
import Identity
import Scheduling
import TestSupport
import Testing

/// Authlib, a third-party client, over a real socket with every authentication method.
@Suite(
  "A real OAuth client",
  .needs(.pythonPackages), .timeLimit(.minutes(5)))
struct OAuthClientTests {
  @Test(arguments: ["client_secret_basic", "client_secret_post"])
  func `Authlib gets a token with a secret and uses it`(_ method: String) async throws {
    let database = try await TestDatabase()
    let client = try await TestClient(on: database)
    try await withTokenServer(on: database) { server in
      let output = try await Self.run([
        "token", "http://127.0.0.1:\(server.port)", TokenServer.tokenURL, method, client.id,
        client.secret.plain, "wfm-public:read",
      ])
      #expect(output == "Bearer 600 wfm-public:read 404\n")
    }
  }

  @Test(arguments: ["ES256", "RS256"])
  func `Authlib gets a token with its own key and uses it`(_ algorithm: String) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let keyFile = folder.appending(path: "key.pem").path
    let jwks = try await Self.run(["key", algorithm, keyFile])
    let database = try await TestDatabase()
    let client = try await TestClient(jwks: jwks, on: database)
    try await withTokenServer(on: database) { server in
      let output = try await Self.run([
        "token", "http://127.0.0.1:\(server.port)", TokenServer.tokenURL, algorithm, client.id,
        keyFile, "wfm-public:read",
      ])
      #expect(output == "Bearer 600 wfm-public:read 404\n")
    }
  }

  @Test func `Authlib reports a wrong secret as invalid_client`() async throws {
    let database = try await TestDatabase()
    let client = try await TestClient(on: database)
    try await withTokenServer(on: database) { server in
      let output = try await Self.run([
        "token", "http://127.0.0.1:\(server.port)", TokenServer.tokenURL, "client_secret_basic",
        client.id, "wrong", "wfm-public:read",
      ])
      #expect(output == "invalid_client\n")
    }
  }

  /// The output of the script.
  private static func run(_ arguments: [String]) async throws -> String {
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "oauth_client.py")
    return try await PythonTool.run(script.path, arguments).text
  }
}
