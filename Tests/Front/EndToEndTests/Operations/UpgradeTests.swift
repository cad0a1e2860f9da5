import Foundation
import Testing

/// An older version on a newer version's database, as during a rolling upgrade.
@Suite("A newer version's schema", .timeLimit(.minutes(10)))
struct UpgradeTests {
  @Test func `does not stop an older server if it only adds`() async throws {
    let installation = try await Installation()
    try await installation.makeAccount()
    let running = try await installation.serve()
    try await installation.applyLaterMigration(needs: 0)

    let up = try await installation.run("migrate", "up")
    #expect(up.status == 0)
    #expect(up.output.contains("1 of a newer version"))
    #expect(try await installation.run("migrate", "status").output.contains(": of a newer version"))
    // A server that was already running, and a server that starts afterwards.
    for server in [running, try await installation.serve()] {
      let health = try await installation.run(
        "health", settings: ["WFM_PORT": "\(server.port)"])
      #expect(health.status == 0, "\(health.errors)")
      let client = try await installation.client(of: server)
      let id = try await client.upload(try Places.exampleFile())
      #expect(try await client.outcome(of: id).status == "IMPORTED_WITH_ERRORS")
      #expect(try await server.stop().status == 0)
    }
    #expect(try await installation.run("health", "--work").status == 0)
  }

  @Test func `makes an older server not ready if it removes something`() async throws {
    let installation = try await Installation()
    let server = try await installation.serve()
    try await installation.applyLaterMigration(needs: 1000)
    let up = try await installation.run("migrate", "up")
    #expect(up.status != 0)
    #expect(up.errors.contains("only versions work that know migration 1000"))
    let settings = ["WFM_PORT": "\(server.port)"]
    let health = try await installation.run("health", settings: settings)
    #expect(health.status == 1)
    #expect(health.errors.contains("503"))
    #expect(try await installation.run("health", "--work").status == 1)
    _ = try await server.stop()
    let away = try await installation.run("health", settings: settings)
    #expect(away.status == 1)
    #expect(away.errors.contains("does not answer"))
  }
}
