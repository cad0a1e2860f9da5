import Foundation
import Postgres

/// A schedule of nearly 5 MB and the events in it, both made by Python.
struct LargeSchedule: Sendable {
  let folder: String
  let bytes: [UInt8]
  /// How many events, and the digest of them all.
  let expected: String

  init(in folder: String) async throws {
    let python = try await Program.run(
      "/usr/bin/env",
      ["python3", Places.path("Tests/Front/EndToEndTests/Processes/schedule_file.py"), folder])
    guard python.status == 0 else { throw Refused(text: python.errors) }
    self.folder = folder
    expected = python.output.trimmingCharacters(in: .newlines)
    bytes = [UInt8](try Data(contentsOf: URL(filePath: "\(folder)/schedule.csv")))
  }

  /// Makes an account with the schedule's agents and event types.
  func makeAccount(_ account: String, on installation: Installation) async throws {
    try await installation.makeAccount(
      account, agents: "\(folder)/agents.csv", eventTypes: "\(folder)/event-types.csv")
  }

  /// What is stored of the account, said as Python says it.
  func stored(of account: String, on installation: Installation) async throws -> String? {
    try await installation.value(
      """
      WITH lines AS (
        SELECT concat_ws('|', a.email, extract(epoch FROM e.start_at)::bigint,
          extract(epoch FROM e.end_at)::bigint, t.name) COLLATE "C" AS line
        FROM accounts x
        JOIN schedule_events e USING (account_id)
        JOIN agents a USING (account_id, agent_id)
        JOIN event_types t USING (account_id, event_type_id)
        WHERE x.external_id = '\(account)'
      )
      SELECT count(*) || ' ' || md5(string_agg(line, E'\\n' ORDER BY line)) FROM lines
      """, as: String.self)
  }
}
