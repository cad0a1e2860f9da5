import Foundation
import Testing

@Suite("wfm events export", .timeLimit(.minutes(10)))
struct EventsExportTests {
  private func installationWithExample() async throws -> (Installation, Server, Client) {
    let installation = try await Installation()
    try await installation.makeAccount()
    let server = try await installation.serve()
    let client = try await installation.client(of: server)
    let example = try Places.exampleFile()
    let outcome = try await client.outcome(of: try await client.upload(example))
    #expect(outcome.status == "IMPORTED_WITH_ERRORS")
    return (installation, server, client)
  }

  @Test func `an exported file can be imported and changes nothing`() async throws {
    let (installation, server, client) = try await installationWithExample()
    for (zone, format) in [
      ("UTC", "HH:mm yyyy-MM-dd"), ("America/New_York", "HH:mm yyyyMMdd"),
      ("Asia/Kathmandu", "HH:mm MM/dd/yyyy"), ("Australia/Lord_Howe", "HH:mm M/d/yyyy"),
      ("Europe/Berlin", "HH:mm MM/dd/yy"), ("Pacific/Apia", "HH:mm dd/MM/yyyy"),
    ] {
      let export = try await installation.run(
        "events", "export", "--account", "acme", "--time-zone", zone, "--date-format", format)
      #expect(export.status == 0)
      #expect(export.output.split(whereSeparator: \.isNewline).count == 311)
      let id = try await client.upload(
        Array(export.output.utf8), timeZone: zone, dateFormat: format)
      #expect(try await client.outcome(of: id).status == "IMPORTED")
      let unchanged = try await installation.value(
        "SELECT rows_unchanged FROM imports WHERE import_id = '\(id)'", as: Int32.self)
      #expect(unchanged == 310)
    }
    _ = try await server.stop()
  }

  @Test func `the options for days select events in the named time zone`() async throws {
    let (installation, server, _) = try await installationWithExample()
    let days = try String(contentsOfFile: Places.example, encoding: .utf8)
    // The first event of the example begins at midnight in New York, which is 04:00 UTC.
    #expect(days.contains("ana.lopez@example.com,00:00 2026-06-01,"))
    func starts(_ zone: String, _ bounds: String...) async throws -> [Substring] {
      let ending = try await Program.run(
        Places.wfm, ["events", "export", "--account", "acme", "--time-zone", zone] + bounds,
        environment: installation.environment)
      #expect(ending.status == 0)
      return ending.output.split(whereSeparator: \.isNewline).dropFirst()
        .map { $0.split(separator: ",")[2] }
    }
    let all = try await starts("America/New_York")
    let day = try await starts(
      "America/New_York", "--from", "2026-06-02", "--to", "2026-06-03")
    #expect(!day.isEmpty && day.count < all.count)
    #expect(day == all.filter { $0.hasSuffix("2026-06-02") })
    let rest = try await starts("America/New_York", "--from", "2026-06-03")
    let before = try await starts("America/New_York", "--to", "2026-06-02")
    #expect(before.count + day.count + rest.count == all.count)
    #expect(
      try await starts("UTC", "--from", "2026-06-01", "--to", "2026-06-02").first
        == "04:00 2026-06-01")
    _ = try await server.stop()
  }

  /// Events from files in UTC, or from versions that accepted other years.
  @Test(arguments: [
    (
      "2026-11-01 06:30", "America/New_York",
      "1 of 2 events cannot be exported in America/New_York so that an import stores the same events. "
        + "The first is Shift of ana.lopez@example.com from 2026-11-01T06:30:00Z to "
        + "2026-11-01T14:30:00Z. The Start Time 2026-11-01 01:30 occurs twice in America/New_York"
    ),
    (
      "1999-12-31 20:00", "UTC", "The Start Time 1999-12-31 20:00 is outside the years 2000–2099"
    ),
    ("9999-12-31 20:00", "America/New_York", "is outside the years 2000–2099"),
  ])
  func `a schedule that would be imported differently is rejected as a whole, with the fix`(
    start: String, zone: String, sentence: String
  ) async throws {
    let installation = try await Installation()
    try await installation.makeAccount()
    for start in [start, "2026-06-01 12:00"] {
      try await installation.execute(
        """
        INSERT INTO schedule_events (account_id, agent_id, event_type_id, start_at, end_at)
        SELECT account_id, a.agent_id, t.event_type_id, at, at + interval '8 hours'
        FROM (SELECT '\(start)Z'::timestamptz) x (at), agents a JOIN event_types t USING (account_id)
        WHERE a.email_key = 'ana.lopez@example.com' AND t.name_key = 'shift'
        """)
    }
    let refused = try await installation.run(
      "events", "export", "--account", "acme", "--time-zone", zone)
    #expect(refused.status != 0)
    #expect(refused.output == "")
    #expect(refused.errors.contains(sentence), "\(refused.errors)")
    let ways =
      refused.errors.contains("--time-zone UTC")
      ? [["--time-zone", "UTC"]]
      : [["--from", "2000-01-01", "--to", "2099-12-31"]]
    for way in ways {
      let ending = try await Program.run(
        Places.wfm, ["events", "export", "--account", "acme"] + way,
        environment: installation.environment)
      #expect(ending.status == 0, "\(ending.errors)")
      #expect(ending.output.contains("12:00 2026-06-01"))
    }
  }

  @Test func `a name that is a formula is escaped only for a spreadsheet`()
    async throws
  {
    let installation = try await Installation()
    try await installation.makeAccount()
    try await installation.execute(
      """
      UPDATE agents SET name = '=HYPERLINK("http://x")' WHERE email_key = 'ana.lopez@example.com';
      UPDATE event_types SET name = U&'\\FF0B1' WHERE name_key = 'shift';
      INSERT INTO schedule_events (account_id, agent_id, event_type_id, start_at, end_at)
      SELECT account_id, a.agent_id, t.event_type_id, '2026-06-01 08:00Z', '2026-06-01 09:00Z'
      FROM agents a JOIN event_types t USING (account_id)
      WHERE a.email_key = 'ana.lopez@example.com' AND t.name_key = 'shift'
      """)
    let cases: [(flags: [String], name: String, type: String)] = [
      ([], "=", "＋1"), (["--for-spreadsheet"], "'=", "'＋1"),
    ]
    for (flags, name, type) in cases {
      let ending = try await Program.run(
        Places.wfm, ["events", "export", "--account", "acme"] + flags,
        environment: installation.environment)
      let row = ending.output.split(whereSeparator: \.isNewline).last.map(String.init)
      let expected = """
        "\(name)HYPERLINK(""http://x"")",ana.lopez@example.com,08:00 2026-06-01,\
        09:00 2026-06-01,\(type)
        """
      #expect(row == expected)
    }
  }

  @Test(arguments: [
    (["--account", "nobody"], "Unknown account \"nobody\"."),
    (["--account", "acme", "--time-zone", "Mars/Olympus"], "Unknown time zone \"Mars/Olympus\"."),
    (["--account", "acme", "--date-format", "yyyy"], "Unknown date format \"yyyy\"."),
    (["--account", "acme", "--from", "2026-02-30"], "\"2026-02-30\" is not a day."),
    (["--account", "acme", "--to", "tomorrow"], "\"tomorrow\" is not a day."),
  ])
  func `wrong options are rejected`(arguments: [String], sentence: String) async throws {
    let installation = try await Installation()
    _ = try await installation.run("accounts", "create", "acme")
    let ending = try await Program.run(
      Places.wfm, ["events", "export"] + arguments, environment: installation.environment)
    #expect(ending.status != 0)
    #expect(ending.output == "")
    #expect(ending.errors.contains(sentence), "\(ending.errors)")
  }
}
