import EmbeddedPostgres
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("A restart of PostgreSQL", .timeLimit(.minutes(10)))
struct DatabaseRestartTests {
  @Test func `during an import does not use up an attempt`() async throws {
    try await Places.withFolder { folder in
      let cluster = EmbeddedCluster(folder: folder, binaries: try .find())
      try await blocking { try cluster.start() }
      let installation = try Installation(connectionString: cluster.connectionString())
      #expect(try await installation.run("migrate", "up").status == 0)
      try await installation.makeAccount()
      let server = try await installation.serve()
      let client = try await installation.client(of: server)

      // The lock ends with the server, so its holder gets an error.
      let example = try Places.exampleFile()
      let id = Mutex("")
      await #expect(throws: (any Error).self) {
        try await installation.holdingEvents {
          let uploaded = try await client.upload(example)
          id.withLock { $0 = uploaded }
          try await eventually("no worker has begun the import") {
            try await installation.state(of: uploaded)?.attempts == 1
          }
          try await blocking { cluster.stop() }
        }
      }
      try await blocking { try cluster.start() }
      let importID = id.withLock { $0 }
      let state = try await installation.state(of: importID) { $0.status != "PROCESSING" }
      #expect(state == ImportState(status: "IMPORTED_WITH_ERRORS", attempts: 1))
      #expect(try await client.outcome(of: importID).status == "IMPORTED_WITH_ERRORS")
      let events = try await installation.value(
        "SELECT count(*) FROM schedule_events", as: Int64.self)
      #expect(events == 310)
      #expect(try await client.get("\(server.address)/health/ready").isEmpty == false)
      #expect(try await server.stop().status == 0)
      try await blocking { cluster.stop() }
    }
  }
}
