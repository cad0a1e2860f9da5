import Foundation
import TestSupport
import Testing

@Suite("Slow clients", .needs(.pythonPackages), .timeLimit(.minutes(10)))
struct SlowClientTests {
  /// The long variant is run by hand: see the script.
  @Test func `are limited in number, and other clients are served`() async throws {
    let installation = try await Installation()
    try await installation.makeAccount()
    let server = try await installation.serve(
      "--no-worker", settings: ["WFM_MAX_CONNECTIONS_PER_CLIENT": "100"])
    let token = try await installation.client(of: server).token
    let ending = try await PythonScript.run(
      "Tests/Faults/slow_clients.py", server.address, "--token", token, "--connections", "200",
      "--limit", "100")
    #expect(ending.status == 0, "\(ending.output)\(ending.errors)")
    #expect(try await server.stop().status == 0)
  }
}
