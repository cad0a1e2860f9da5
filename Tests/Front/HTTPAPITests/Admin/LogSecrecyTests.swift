import Foundation
import HTTPAPI
import HTTPTypes
import Scheduling
import TestSupport
import Testing

@Suite("The log at its most verbose level", .timeLimit(.minutes(5)))
struct LogSecrecyTests {
  /// Traffic of every kind, with the secrets that it used.
  private func traffic(_ server: AdminServer) async throws -> [String] {
    let acme = try await server.makeResources("acme")
    let token = try await server.token(of: "acme")
    var secrets = [AdminServer.reportKey, acme.report]
    secrets += try #require(acme.report.split(separator: "?").last).split(separator: "&")
      .filter { $0.hasPrefix("signature=") }.map { String($0.dropFirst(10)) }
    #expect(secrets.count == 3, "\(acme.report)")
    for token in [token, server.adminToken] {
      secrets += [token] + token.split(separator: ".").suffix(1).map(String.init)
    }
    for path in ["clients", "accounts/acme/clients"] {
      let made = try await server.admin("POST", path, .json(#"{"name":"x"}"#))
      let id = try #require(made.string("client_id"))
      let rotated = try await server.admin("POST", "\(path)/\(id)/rotate-secret", .json("{}"))
      for reply in [made, rotated] { secrets.append(try #require(reply.string("client_secret"))) }
    }
    // Also rejected requests, and secrets in a wrong place.
    _ = try await server.send("GET", acme.report)
    _ = try await server.send("GET", acme.report + "0")
    _ = try await server.send("GET", "\(AdminServer.imports)/x?access_token=\(token)", token: token)
    _ = try await server.send("GET", AdminServer.imports + "/x", token: token + "x")
    _ = try await server.send("GET", AdminServer.imports + "/x", token: "\(token) \(token)")
    _ = try await server.send("POST", "/admin/v1/clients", token: token)
    _ = try await server.admin("POST", "clients", .json(#"{"client_secret":"\#(secrets[3])"}"#))
    for route in server.routes where route.method == .get {
      _ = try await server.send("GET", acme.path(of: route), token: server.adminToken)
    }
    return secrets
  }

  @Test func `contains none of the tokens, secrets, signatures and keys that were used`()
    async throws
  {
    let log = LogLines()
    let setup = AdminServer.Setup(logger: log.logger, runsWorker: true)
    var secrets: [String] = []
    try await AdminServer.run(setup) { secrets = try await traffic($0) }
    let text = log.text
    #expect(text.contains("import accepted") && text.contains("/rotate-secret"))
    #expect(text.contains(#/\ndebug /#))
    #expect(secrets.count >= 11)
    for secret in secrets {
      #expect(secret.count > 20)
      #expect(!text.contains(secret))
    }
  }
}
