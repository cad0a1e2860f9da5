import Foundation
import TestInputs
import TestSupport
import Testing

/// Serialized, because each test starts a PostgreSQL server, which can occupy a whole machine.
@Suite("wfm dev, killed", .serialized, .timeLimit(.minutes(10)))
struct DevCrashTests {
  @Test func `after a kill at any moment, the next one starts on the same data`() async throws {
    try await Places.withFolder { folder in
      let dev = DevEnvironment(data: "\(folder)/data")
      var generator = SeededGenerator(seed: 20_260_601)
      // A first start takes a second or two, so most of these kills hit it.
      for round in 0..<8 {
        let program = try dev.start("--import", Places.example)
        try await Task.sleep(
          for: .milliseconds(Int.random(in: 0...(250 * (round + 1)), using: &generator)))
        program.send(SIGKILL)
        #expect(try await program.ending().status == -SIGKILL)
      }
      let last = try await dev.run("--once", "--import", Places.example)
      #expect(last.status == 1, "\(last.errors)")
      #expect(last.output.contains(/319 rows: \d+ inserted, 0 updated, \d+ unchanged, 9 rejected/))
      #expect(dev.leftProcesses == [])
    }
  }

  @Test func `its PostgreSQL ends with it, and the stored data is intact`() async throws {
    try await Places.withFolder { folder in
      let dev = DevEnvironment(data: "\(folder)/data")
      let program = try dev.start("--import", Places.example)
      _ = try await dev.address(of: program)
      let postgres = try #require(dev.serverProcess)
      program.send(SIGKILL)
      _ = try await program.ending()
      try await eventually("PostgreSQL outlives wfm dev") { kill(postgres, 0) == -1 }

      let again = try await dev.run("--once", "--import", Places.example)
      #expect(
        again.output.contains("319 rows: 0 inserted, 0 updated, 310 unchanged, 9 rejected\n"))
    }
  }
}
