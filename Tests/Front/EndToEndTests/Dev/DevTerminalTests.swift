import Foundation
import Testing

/// Standard output and standard error are a real pseudo-terminal, which Python opens.
@Suite("wfm dev in a terminal", .serialized, .timeLimit(.minutes(10)))
struct DevTerminalTests {
  /// - Returns: the exit status, and everything that the terminal showed.
  private func runInTerminal(
    _ dev: DevEnvironment, _ arguments: String...
  ) async throws -> (status: Int32, shown: String) {
    let script = """
      import os, pty, sys
      sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))
      """
    let ending = try await Program.run(
      "/usr/bin/env",
      ["python3", "-c", script, Places.wfm, "dev", "--data", dev.data, "--port", "0", "--once"]
        + ["--import", Places.example] + arguments, directory: "/")
    return (ending.status, ending.output.replacing("\r\n", with: "\n"))
  }

  private static var logLine: Regex<(Substring, Substring)> {
    /(?m)^\S+ (debug|info|notice|warning|error) wfm:/
  }

  @Test func `shows only its own lines, and names the file of the log`() async throws {
    try await Places.withFolder { folder in
      let dev = DevEnvironment(data: "\(folder)/data")
      let file = "\(dev.data)/wfm.log"
      let (status, shown) = try await runInTerminal(dev)
      #expect(status == 1)
      #expect(shown.contains("Logs: \(file)\n"), "\(shown)")
      #expect(shown.contains("319 rows: 310 inserted"))
      #expect(!shown.contains(Self.logLine), "\(shown)")
      let log = try String(contentsOfFile: file, encoding: .utf8)
      // The migrations, and the request of the upload.
      #expect(log.contains(Self.logLine) && log.contains("migration"), "\(log)")
      #expect(log.contains("/v1/schedules/event-imports"), "\(log)")
      let attributes = try FileManager.default.attributesOfItem(atPath: file)
      #expect(attributes[.posixPermissions] as? Int == 0o600)

      let verbose = try await runInTerminal(dev, "--verbose")
      #expect(verbose.shown.contains(Self.logLine), "\(verbose.shown)")
      #expect(!verbose.shown.contains("Logs: "))
      #expect(try String(contentsOfFile: file, encoding: .utf8) == log)
    }
  }

  @Test func `without a terminal, the log goes to standard error`() async throws {
    try await Places.withFolder { folder in
      let dev = DevEnvironment(data: "\(folder)/data")
      let ending = try await dev.run("--once", "--import", Places.example)
      #expect(ending.errors.contains(Self.logLine), "\(ending.errors)")
      #expect(!FileManager.default.fileExists(atPath: "\(dev.data)/wfm.log"))
    }
  }
}
