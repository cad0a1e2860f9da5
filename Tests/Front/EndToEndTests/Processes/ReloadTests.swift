import Foundation
import TestSupport
import Testing

@Suite("SIGHUP", .timeLimit(.minutes(10)))
struct ReloadTests {
  /// Sends the signal and waits for the log line.
  private func reload(_ program: Program, until line: String) async throws {
    program.send(SIGHUP)
    _ = try await program.waitFor(line) { $0.errors.contains(line) ? true : nil }
    #expect(program.isRunning)
  }

  @Test(arguments: ["serve", "work"])
  func `reloads the log level without ending the process`(command: String) async throws {
    let installation = try await Installation()
    let file = try installation.file("WFM_LOG_LEVEL=debug\nWFM_READ_RATE=1000\n")
    let program = try installation.start(command, "--config", file)
    _ = try await program.waitFor("a line of the lowest level") {
      $0.errors.contains("Starting service") ? true : nil
    }
    func write(_ text: String) throws { try Data(text.utf8).write(to: URL(filePath: file)) }

    try write("WFM_LOG_LEVEL=nonsense\n")
    try await reload(program, until: "settings not reloaded, the old ones still apply")
    #expect(program.errors.contains(#"WFM_LOG_LEVEL is \"nonsense\""#))
    try FileManager.default.removeItem(atPath: file)
    try await reload(program, until: "Cannot read the configuration file \(file)")

    try write("WFM_LOG_LEVEL=critical\nWFM_READ_RATE=1001\nWFM_KEEP_AUDIT=10\n")
    try await reload(program, until: "changed settings need a restart")
    #expect(program.errors.contains("log_level=critical"))
    #expect(program.errors.contains("settings=WFM_READ_RATE,WFM_KEEP_AUDIT"))
    let before = program.errors

    program.send(SIGTERM)
    let ending = try await program.ending(within: .seconds(12))
    #expect(ending.status == 0)
    #expect(!ending.errors.dropFirst(before.count).contains(" debug "))
  }

  @Test func `does not end a draining server`() async throws {
    let installation = try await Installation()
    let server = try await installation.serve("--shutdown-delay", "2")
    server.program.send(SIGTERM)
    for _ in 0..<20 {
      server.program.send(SIGHUP)
      try await Task.sleep(for: .milliseconds(100))
    }
    #expect(try await server.program.ending(within: .seconds(14)).status == 0)
  }
}
