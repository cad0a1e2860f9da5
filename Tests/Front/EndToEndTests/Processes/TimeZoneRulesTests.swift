import AsyncHTTPClient
import Foundation
import NIOCore
import TestSupport
import Testing

/// Processes whose tzdata is upgraded. British Columbia abolished the clock change in 2026. Here
/// its zone gets the rules of Phoenix, which has no clock change.
@Suite("An upgrade of tzdata", .timeLimit(.minutes(10)))
struct TimeZoneRulesTests {
  private static func withZones(
    version: String, _ body: (String) async throws -> Void
  ) async throws {
    try await Places.withFolder { folder in
      try FileManager.default.createDirectory(
        atPath: "\(folder)/America", withIntermediateDirectories: true)
      for zone in ["America/Vancouver", "America/New_York", "UTC"] {
        try copy(zone, to: "\(folder)/\(zone)")
      }
      try write(version: version, in: folder)
      try await body(folder)
    }
  }

  private static func copy(_ zone: String, to path: String) throws {
    let content = try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/\(zone)"))
    try content.write(to: URL(filePath: path), options: .atomic)
  }

  private static func write(version: String, in folder: String) throws {
    try "# version \(version)\n".write(
      toFile: "\(folder)/tzdata.zi", atomically: true, encoding: .utf8)
  }

  private static func upgrade(_ folder: String) throws {
    try copy("America/Phoenix", to: "\(folder)/America/Vancouver")
    try write(version: "2026c", in: folder)
  }

  private static func schedule(_ day: String) -> [UInt8] {
    Array(
      """
      Agent Name,Agent Email,Start Time,End Time,Event Type Name
      Ana,ana.lopez@example.com,08:00 \(day),16:00 \(day),Shift

      """.utf8)
  }

  private static func rules(readyAt server: Server) async throws -> String {
    let response = try await HTTPClient.shared.execute(
      HTTPClientRequest(url: "\(server.address)/health/ready"), timeout: .seconds(60))
    return String(buffer: try await response.body.collect(upTo: 1 << 16))
  }

  @Test func `is loaded by running processes, which log it`() async throws {
    try await Self.withZones(version: "2025b") { folder in
      let installation = try await Installation()
      try await installation.makeAccount()
      let settings = ["TZDIR": folder, "WFM_METRICS_PORT": "0"]
      let server = try await installation.serve(settings: settings)
      let client = try await installation.client(of: server)
      let vancouver = "America/Vancouver"
      let before = try await client.upload(Self.schedule("2027-01-11"), timeZone: vancouver)
      #expect(try await client.outcome(of: before).status == "IMPORTED")
      #expect(try await Self.rules(readyAt: server).contains(#""time_zone_rules":"2025b-"#))
      #expect(
        server.program.errors.contains(/time_zone_rules=2025b-[0-9a-f]{8}[^\n]*import finished/))
      #expect(server.program.errors.contains(/warning[^\n]*time zone rules are \d+ days old/))

      // The copy that an operator keeps for check-zones.
      let old = "\(folder)/../\(UUID().uuidString)"
      try FileManager.default.copyItem(atPath: folder, toPath: old)
      defer { try? FileManager.default.removeItem(atPath: old) }
      try Self.upgrade(folder)
      let upgraded = ContinuousClock.now
      _ = try await server.program.waitFor("the new rules") { program in
        program.errors.firstMatch(of: /version=2026c-\w+[^\n]*time zone rules changed/)
      }
      #expect(upgraded.duration(to: .now) < .seconds(60))

      let after = try await client.upload(Self.schedule("2027-01-12"), timeZone: vancouver)
      #expect(try await client.outcome(of: after).status == "IMPORTED")
      #expect(try await Self.starts(in: installation) == "2027-01-11 16:00, 2027-01-12 15:00")
      #expect(try await Self.rules(readyAt: server).contains(#""time_zone_rules":"2026c-"#))
      let scrape = try await Scrape(server.program)
      #expect(scrape.value("wfm_time_zone_rules_info", #"version="2026c""#) == 1)
      #expect(scrape.value("wfm_time_zone_rules_info", #"version="2025b""#) == nil)
      try await Self.expectCheck(of: installation, old: old, new: folder)
      try await Self.correct(installation, old: old, new: folder)
      let again = try await client.upload(Self.schedule("2027-01-11"), timeZone: vancouver)
      #expect(try await client.outcome(of: again).status == "IMPORTED")
      #expect(try await Self.starts(in: installation) == "2027-01-11 15:00, 2027-01-12 15:00")
      _ = try await server.stop()
    }
  }

  private static func starts(in installation: Installation) async throws -> String? {
    try await installation.value(
      """
      SELECT string_agg(to_char(start_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI'), ', '
        ORDER BY start_at)
      FROM schedule_events
      """, as: String.self)
  }

  /// Corrects the events before the upgrade as docs/how-to/update-time-zones.md says.
  private static func correct(
    _ installation: Installation, old: String, new: String
  ) async throws {
    let list = try await installation.run(
      "events", "check-zones", "--account", "acme", "--old-rules", old, "--new-rules", new,
      "--from", "2027-01-01", "--to", "2027-01-12")
    let page = try String(
      contentsOfFile: Places.path("docs/how-to/update-time-zones.md"), encoding: .utf8)
    let script = try #require(page.firstMatch(of: /```sql\n(BEGIN;[^`]*pg_advisory[^`]*)```/)).1
    let database = try #require(installation.environment["WFM_DATABASE_URL"])
    try await Places.withFolder { folder in
      try list.output.write(
        toFile: "\(folder)/moved.csv", atomically: true, encoding: .utf8)
      let psql = try await Program.run(
        "/usr/bin/env", ["psql", "-Xv", "ON_ERROR_STOP=1", "-d", database], directory: folder,
        input: String(script))
      #expect(psql.status == 0, "\(psql.errors)")
      #expect(psql.output.contains("DELETE 1"), "\(psql.output)")
    }
  }

  private static func expectCheck(
    of installation: Installation, old: String, new: String
  ) async throws {
    let check = try await installation.run(
      "events", "check-zones", "--account", "acme", "--old-rules", old, "--new-rules", new,
      "--from", "2027-01-01")
    #expect(check.status == 0, "\(check.errors)")
    let lines = check.output.split(whereSeparator: \.isNewline).map(String.init)
    let expected = [
      """
      Agent Email,Event Type Name,Stored Start,Stored End,Planned Start,Planned End,\
      Start Now,End Now,Corrected Start,Corrected End
      """,
      // Stored by the old rules, so an hour late now.
      """
      ana.lopez@example.com,Shift,2027-01-11T16:00:00Z,2027-01-12T00:00:00Z,2027-01-11 08:00,\
      2027-01-11 16:00,2027-01-11 09:00,2027-01-11 17:00,2027-01-11T15:00:00Z,\
      2027-01-11T23:00:00Z
      """,
      // Stored by the new rules. The command cannot distinguish these events.
      """
      ana.lopez@example.com,Shift,2027-01-12T15:00:00Z,2027-01-12T23:00:00Z,2027-01-12 07:00,\
      2027-01-12 15:00,2027-01-12 08:00,2027-01-12 16:00,2027-01-12T14:00:00Z,\
      2027-01-12T22:00:00Z
      """,
    ]
    #expect(lines == expected)
    #expect(
      check.errors.contains("2 events show another local time in America/Vancouver by 2026c-"))
    let day = try await installation.run(
      "events", "check-zones", "--account", "acme", "--old-rules", old, "--new-rules", new,
      "--from", "2027-01-01", "--to", "2027-01-12")
    #expect(day.output.split(whereSeparator: \.isNewline).count == 2)
    let other = try await installation.run(
      "events", "check-zones", "--account", "acme", "--old-rules", old, "--new-rules", new,
      "--from", "2027-01-01", "--time-zone", "America/New_York")
    #expect(other.output.split(whereSeparator: \.isNewline).count == 1)
    let nowhere = try await installation.run(
      "events", "check-zones", "--account", "acme", "--old-rules", "/nonexistent")
    #expect(nowhere.status != 0)
    #expect(nowhere.errors.contains("/nonexistent holds no time zone files"))
  }

  @Test func `on one machine of several is noticed by the processes and the doctor`() async throws {
    try await Self.withZones(version: "2025b") { old in
      try await Self.withZones(version: "2025b") { new in
        try Self.upgrade(new)
        let installation = try await Installation()
        let first = try await installation.serve(settings: ["TZDIR": old])
        _ = try await first.program.waitFor("its rules") { program in
          program.errors.firstMatch(of: /version=2025b-\w+[^\n]*time zone rules\n/)
        }
        let agreed = try await installation.diagnosis(settings: ["TZDIR": old])
        try await eventually("the process has not reported its rules") {
          try await installation.value("SELECT count(*) FROM time_zone_rules", as: Int64.self) == 1
        }
        #expect(agreed.state(of: "time zone rules") == "ok")
        let second = try installation.start("work", settings: ["TZDIR": new])
        let others = try await second.waitFor("its warning") { program in
          program.errors.firstMatch(
            of: /warning[^\n]*others=([^\n]*) remedy[^\n]*processes use different time zone rules/)
        }
        #expect(others.1.contains("2025b-"))
        for (folder, other) in [(old, "2026c"), (new, "2025b")] {
          let problem = try await installation.diagnosis(settings: ["TZDIR": folder])
            .problem("time zone rules")
          #expect(problem.message.contains(" but \(other)-"), "\(problem)")
        }
        // A process that has ended is no longer reported.
        _ = try await first.stop()
        let alone = try await installation.diagnosis(settings: ["TZDIR": new])
        #expect(alone.state(of: "time zone rules") == "ok")
        second.send(SIGTERM)
        _ = try await second.ending()
      }
    }
  }
}
