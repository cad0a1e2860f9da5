import Foundation
import Testing

/// Serialized, because each test starts a PostgreSQL server, which can occupy a whole machine.
@Suite("wfm dev", .serialized, .timeLimit(.minutes(10)))
struct DevCommandTests {
  @Test func `once: prints the outcome, and a second import changes nothing`()
    async throws
  {
    try await Places.withFolder { folder in
      let dev = DevEnvironment(data: "\(folder)/data")
      let first = try await dev.run("--once", "--import", Places.example)
      #expect(first.status == 1)
      #expect(first.output.contains(/Import [0-9a-f-]{36}: IMPORTED_WITH_ERRORS\n/))
      #expect(
        first.output.contains("319 rows: 310 inserted, 0 updated, 0 unchanged, 9 rejected\n"))
      let table = first.output.split(separator: "\n", omittingEmptySubsequences: false)
        .drop { $0 != "Rejected rows:" }.dropFirst().prefix { !$0.isEmpty }
      #expect(
        table.first?.split(separator: " ").joined(separator: " ")
          == "LINE AGENT EMAIL START ERROR CODE ERROR")
      #expect(table.count == 10)
      #expect(table.contains { $0.contains("AGENT_UNKNOWN") })

      let second = try await dev.run("--once", "--import", Places.example)
      #expect(second.status == 1)
      #expect(
        second.output.contains("319 rows: 0 inserted, 0 updated, 310 unchanged, 9 rejected\n"))
      #expect(dev.leftProcesses == [])
    }
  }

  @Test func `once: exits with 0 if every row was imported, and rejects wrong arguments quickly`()
    async throws
  {
    try await Places.withFolder { folder in
      let dev = DevEnvironment(data: "\(folder)/data")
      let lines = try String(contentsOfFile: Places.example, encoding: .utf8)
        .split(separator: "\n").prefix(5)
      let file = "\(folder)/good.csv"
      try lines.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
      let good = try await dev.run("--once", "--import", file, "--time-zone", "UTC")
      #expect(good.status == 0)
      #expect(good.output.contains("4 rows: 4 inserted"))
      #expect(!good.output.contains("Rejected rows"))

      let refused = try await dev.run("--once", "--import", file, "--time-zone", "Mars/Olympus")
      #expect(refused.status == 1)
      #expect(
        refused.errors.contains(
          """
          The server rejected the upload (400): The time zone "Mars/Olympus" is not an IANA time \
          zone name. Send a name such as America/New_York or UTC.
          """))

      for (arguments, sentence) in [
        (["--once"], "--once needs --import FILE."),
        (["--import", "/nonexistent"], "Cannot read the file /nonexistent."),
        (["--database-url", "host=x"], "WFM_DATABASE_URL cannot be used: `wfm dev` has its own"),
        (["--prot", "1"], "Unknown flag --prot. Did you mean --port?"),
        (["--postgres-bin", "/etc"], "none of these folders: /etc. Install"),
      ] {
        let ending = try await Program.run(Places.wfm, ["dev", "--data", dev.data] + arguments)
        #expect(ending.status != 0)
        #expect(ending.errors.contains(sentence), "\(ending.errors)")
      }
    }
  }

  @Test func `its lines can be pasted into a shell, and only the owner can read its files`()
    async throws
  {
    try await Places.withFolder { folder in
      let dev = DevEnvironment(data: "\(folder)/it's data")
      let program = try dev.start("--import", Places.example)
      let address = try await dev.address(of: program)
      #expect(address.hasPrefix("http://127.0.0.1:"))

      let lines = try #require(program.output.components(separatedBy: "Try:\n").last)
      let pasted = try await Program.run("/bin/sh", ["-s"], directory: "/", input: lines)
      #expect(pasted.status == 0)
      #expect(pasted.errors.contains("HTTP/1.1 202 Accepted"))
      #expect(pasted.output.contains(/\{"id":"[0-9a-f-]{36}","status":"[A-Z_]+"/))
      #expect(
        pasted.output.contains("Agent Name,Agent Email,Start Time,End Time,Event Type Name"))
      #expect(pasted.output.contains("ben.carter@example.com,08:00 2026-06-01,16:00 2026-06-01"))

      for file in ["environment", "signing-key.pem", "report-url-key", "lock"] {
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(dev.data)/\(file)")
        #expect(attributes[.posixPermissions] as? Int == 0o600, "\(file)")
      }
      program.send(SIGTERM)
      #expect(try await program.ending(within: .seconds(20)).status == 0)
    }
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func `a signal stops everything`(signal: Int32) async throws {
    try await Places.withFolder { folder in
      let dev = DevEnvironment(data: "\(folder)/data")
      let program = try dev.start()
      _ = try await dev.address(of: program)
      let postgres = try #require(dev.serverProcess)
      program.send(SIGHUP)
      _ = try await program.waitFor("the reload") { $0.errors.contains("reloaded") ? true : nil }
      #expect(kill(postgres, 0) == 0)
      program.send(signal)
      #expect(try await program.ending(within: .seconds(20)).status == 0)
      #expect(kill(postgres, 0) == -1)
      #expect(dev.leftProcesses == [])
    }
  }

  @Test func `a second instance on the same data or the same port is rejected`()
    async throws
  {
    try await Places.withFolder { folder in
      let dev = DevEnvironment(data: "\(folder)/data")
      let program = try dev.start()
      let address = try await dev.address(of: program)
      let second = try await dev.run()
      #expect(second.status != 0)
      #expect(
        second.errors.contains("Another process is using the data folder \(dev.data). Stop it"))

      let port = try #require(address.split(separator: ":").last)
      let other = DevEnvironment(data: "\(folder)/other")
      let taken = try other.start("--port", String(port))
      let ending = try await taken.ending()
      #expect(ending.status != 0)
      #expect(
        ending.errors.contains(
          "Cannot listen on WFM_HOST 127.0.0.1, WFM_PORT \(port): Address already in use."))
      #expect(other.leftProcesses == [])

      program.send(SIGTERM)
      _ = try await program.ending(within: .seconds(20))
      let again = try dev.start("--port", String(port))
      #expect(try await dev.address(of: again) == address)
      again.send(SIGTERM)
      #expect(try await again.ending(within: .seconds(20)).status == 0)
    }
  }

  @Test func `every other subcommand finds it by its data folder`() async throws {
    try await Places.withFolder { folder in
      let dev = DevEnvironment(data: "\(folder)/data")
      let program = try dev.start(
        "--import", Places.example,
        environment: ["WFM_DATABASE_URL": "host=/nonexistent", "WFM_REPORT_URL_KEY": "short"])
      let address = try await dev.address(of: program)
      let token = try await dev.command(
        "token", "--account", "demo", "--scope", "wfm-public:read wfm-public:write")
      let client = Client(
        address: address, token: token.output.trimmingCharacters(in: .newlines))
      let export = try await dev.command("events", "export", "--account", "demo")
      #expect(export.output.split(whereSeparator: \.isNewline).count == 311)
      let id = try await client.upload(Array(export.output.utf8), timeZone: "UTC")
      #expect(try await client.outcome(of: id).status == "IMPORTED")
      #expect(try await dev.command("accounts", "create", "demo").output == "demo: exists\n")
      #expect(try await dev.command("migrate", "up").output.hasPrefix("0 applied, "))
      let agents = try await dev.command("agents", "import", Places.demoAgents, "--account", "demo")
      #expect(agents.output == "agents: 0 created, 0 updated, 21 unchanged, 0 rejected\n")
      program.send(SIGTERM)
      #expect(try await program.ending(within: .seconds(20)).status == 0)
    }
  }

  @Test func `works without standard streams, as some service managers start it`()
    async throws
  {
    try await Places.withFolder { folder in
      let dev = DevEnvironment(data: "\(folder)/data")
      let script = #"exec "$0" "$@" <&- >&- 2>&-"#
      let ending = try await Program.run(
        "/bin/sh",
        ["-c", script, Places.wfm, "dev", "--data", dev.data, "--port", "0", "--once", "--import"]
          + [Places.example])
      #expect(ending.status == 1)
      let again = try await dev.run("--once", "--import", Places.example)
      #expect(again.output.contains("0 inserted, 0 updated, 310 unchanged, 9 rejected"))
    }
  }
}
