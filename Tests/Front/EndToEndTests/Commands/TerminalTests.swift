import Foundation
import Postgres
import Testing

/// Text from people and other programs is shown on a terminal but cannot control it.
@Suite("The output of commands", .timeLimit(.minutes(10)))
struct TerminalTests {
  /// Sets the title, clears the screen, reverses the text, makes a link, and begins a new line.
  private static let attack =
    "\u{1B}]0;t\u{7}\u{1B}[2J\u{9B}31m\u{202E}x\u{1B}]8;;http://e\u{1B}\\\n\r\tforged line"

  private static func isClean(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      scalar == "\n"
        || ![.control, .format, .lineSeparator, .paragraphSeparator].contains(
          scalar.properties.generalCategory)
    }
  }

  private static func quoted(_ text: String) -> String { "'\(text.replacing("'", with: "''"))'" }

  /// Rows that older versions, other programs or tokens may have stored.
  private static func plant(in installation: Installation) async throws {
    let text = quoted(attack)
    let script = """
      UPDATE accounts SET name = \(text);
      INSERT INTO clients (client_id, account_id, name, scopes, secret_hash)
      SELECT 'c', account_id, \(text), '{wfm-public:read}', sha256('x') FROM accounts;
      UPDATE audit_events SET actor = \(text), target = \(text);
      """
    try await installation.connection.run { try $0.executeScript(script) }
  }

  @Test func `tables escape text from the database`() async throws {
    let installation = try await Installation()
    try await installation.makeAccount()
    try await Self.plant(in: installation)
    for command in [
      ["accounts", "list"], ["clients", "list", "--account", "acme"], ["audit"],
      ["audit", "--account", "acme"],
    ] {
      let ending = try await Program.run(
        Places.wfm, command, environment: installation.environment)
      #expect(ending.status == 0, "\(ending.errors)")
      #expect(Self.isClean(ending.output), "\(command)")
      #expect(ending.output.contains(#"\u{1B}]0;t\u{7}\u{1B}[2J"#), "\(ending.output)")
      #expect(!ending.output.contains(/(?m)^forged/))
    }
  }

  @Test func `error messages escape the arguments`() async throws {
    let installation = try await Installation()
    try await installation.makeAccount()
    let file = try installation.file(
      "Agent Name,Agent Email,Active\n\u{1B}[2JAnn,a@b,true\nA,\u{7}b,1\n")
    let types = try installation.file("Event Type Name\n\u{1B}[2JShift\n")
    let text = Self.attack
    for command in [
      ["agents", "import", file, "--account", "acme"],
      ["event-types", "import", types, "--account", "acme"],
      ["accounts", "create", text], ["accounts", "create", "other", "--name", text],
      ["accounts", "activate", text], ["accounts", "limit", text],
      ["clients", "create", "--account", "acme", "--name", text],
      ["clients", "create", "--account", text, "--name", "x"],
      ["clients", "revoke", text, "--account", "acme"], ["keys", "list", text],
      ["agents", "import", text, "--account", "acme"],
      ["events", "export", "--account", "acme", "--time-zone", text],
      ["events", "export", "--account", text], ["token", "--account", "a", "--scope", text],
      ["serve", "--port", text], ["serve", "--database-url", text], ["work", text],
      ["doctor", "--host", text], ["doctor", "--json", "--host", text], [text],
    ] {
      let ending = try await Program.run(
        Places.wfm, command, environment: installation.environment)
      #expect(ending.status != 0, "\(command)")
      #expect(Self.isClean(ending.output) && Self.isClean(ending.errors), "\(command)")
      #expect(ending.output.count + ending.errors.count > 0)
    }
    #expect(try await installation.value("SELECT count(*) FROM clients") == Int64(0))
  }

  @Test func `an export is escaped on a terminal, and not in a file`() async throws {
    let installation = try await Installation()
    try await installation.makeAccount()
    let script = """
      UPDATE agents SET name = \(Self.quoted(Self.attack));
      INSERT INTO schedule_events (account_id, agent_id, event_type_id, start_at, end_at)
      SELECT a.account_id, min(agent_id), min(event_type_id), '2026-06-01 08:00Z', '2026-06-01 09:00Z'
      FROM agents a JOIN event_types t ON a.account_id = t.account_id GROUP BY 1;
      """
    try await installation.connection.run { try $0.executeScript(script) }
    let command = ["events", "export", "--account", "acme"]
    let file = try await Program.run(
      Places.wfm, command, environment: installation.environment)
    #expect(file.status == 0 && file.output.contains(Self.attack), "\(file.errors)")
    let terminal = try await Program.run(
      "/usr/bin/env",
      ["python3", "-c", "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]))", Places.wfm] + command,
      environment: installation.environment)
    let shown = terminal.output.replacing("\r\n", with: "\n")
    #expect(shown.contains(#"\u{1B}]0;t\u{7}"#) && Self.isClean(shown), "\(shown)")
  }

  @Test func `names are stored without invisible characters at their ends`() async throws {
    let installation = try await Installation()
    let made = try await installation.run("accounts", "create", "acme", "--name", "\u{FEFF}Acme ")
    #expect(made.status == 0)
    #expect(try await installation.value("SELECT name FROM accounts") == "Acme")
  }

  @Test func `wfm dev shows the cells of a file, and a line of the log stays one line`()
    async throws
  {
    try await Places.withFolder { folder in
      let file = "\(folder)/evil.csv"
      let cell = "\"\(Self.attack)\""
      try """
      Agent Name,Agent Email,Start Time,End Time,Event Type Name
      \(cell),\(cell),\(cell),16:00 2026-06-01,\(cell)
      """.write(toFile: file, atomically: true, encoding: .utf8)
      let dev = DevEnvironment(data: "\(folder)/data")
      let ending = try await dev.run(
        "--once", "--import", file, environment: ["WFM_LOG_LEVEL": "debug"])
      #expect(ending.status == 1 && ending.output.contains("1 rejected"))
      #expect(Self.isClean(ending.output) && Self.isClean(ending.errors))
      #expect(ending.output.contains(#"\u{1B}]0;t\u{7}"#))
      #expect(!(ending.output + ending.errors).contains(/(?m)^forged/))
    }
  }
}
