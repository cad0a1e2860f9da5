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

  @Test func `what is exported imports again, and changes nothing`() async throws {
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

  @Test func `days bound what is exported, in the zone that is named`() async throws {
    let (installation, server, _) = try await installationWithExample()
    let days = try String(contentsOfFile: Places.example, encoding: .utf8)
    // The first event of the example begins with the day, in New York, at 04:00 UTC.
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

  @Test(arguments: [
    (["--account", "nobody"], "There is no account nobody."),
    (["--account", "acme", "--time-zone", "Mars/Olympus"], "There is no time zone Mars/Olympus."),
    (["--account", "acme", "--date-format", "yyyy"], "There is no date format yyyy."),
    (["--account", "acme", "--from", "2026-02-30"], "2026-02-30 is not a day as yyyy-MM-dd."),
    (["--account", "acme", "--to", "tomorrow"], "tomorrow is not a day as yyyy-MM-dd."),
  ])
  func `what cannot be exported is refused`(arguments: [String], sentence: String) async throws {
    let installation = try await Installation()
    _ = try await installation.run("accounts", "create", "acme")
    let ending = try await Program.run(
      Places.wfm, ["events", "export"] + arguments, environment: installation.environment)
    #expect(ending.status != 0)
    #expect(ending.output == "")
    #expect(ending.errors.contains(sentence), "\(ending.errors)")
  }
}
