import CSV
import Foundation
import Postgres
import Scheduling
import TestInputs
import TestSupport
import Testing
import WireText

@Suite(
  "A schedule of naughty strings",
  .needs(.vectors(NaughtyStrings.vectors.folder)), .timeLimit(.minutes(10)))
struct NaughtyScheduleTests {
  /// The strings that can be names of agents and event types, each once.
  private static func names() throws -> [String] {
    var keys: Set<String> = []
    return try NaughtyStrings.all().compactMap { try? ReferenceText.checked($0, as: .name) }
      .filter { keys.insert(MatchKey.key(of: $0)).inserted }
  }

  /// The records of a CSV file as bytes, since String treats equivalent texts as equal.
  private static func records(_ file: some Sequence<UInt8>, fields: Int) -> [[[UInt8]]] {
    var reader = CSVReader(maximumFields: fields)
    Array(file).withUnsafeBytes { reader.append($0) }
    reader.finish()
    var records: [[[UInt8]]] = []
    while let record = reader.next({ record in
      (0..<min(fields, record.fieldCount)).map { Array(record[$0]) }
    }) {
      records.append(record)
    }
    return records
  }

  private static func row(_ cells: [String]) -> String {
    cells.map(NaughtyStrings.cell).joined(separator: ",") + "\n"
  }

  /// docs/reference/contract.md, "The error report".
  private static func reported(_ cell: String) -> [UInt8] {
    let isFormula = Array(cell.utf8).withUnsafeBufferPointer { FormulaCell.mayRun($0) }
    return Array(((isFormula ? "'" : "") + cell).utf8)
  }

  @Test func `goes through import, database, export and error report unchanged`() async throws {
    let names = try Self.names()
    #expect(names.count > 400)
    let installation = try await Installation()
    let agents = names.enumerated().map { Self.row([$1, "\($0)@example.com", "true"]) }
    try await installation.makeAccount(
      agents: try installation.file("Agent Name,Agent Email,Active\n" + agents.joined()),
      eventTypes: try installation.file(
        "Event Type Name\n" + names.map { Self.row([$0]) }.joined()))
    let server = try await installation.serve()
    let client = try await installation.client(of: server)

    let time = ("09:00 2026-06-01", "17:00 2026-06-01")
    let good = names.enumerated().map { [$1, "\($0)@example.com", time.0, time.1, $1] }
    // A row without visible characters is a blank line.
    let visible = try NaughtyStrings.all().filter { text in
      !text.unicodeScalars.allSatisfy(\.isBlankInSpreadsheets)
    }
    let bad = (visible + ["a\u{0}b"]).map { [String](repeating: $0, count: 5) }
    let file =
      "Agent Name,Agent Email,Start Time,End Time,Event Type Name\n"
      + (good + bad).map(Self.row).joined()
    let outcome = try await client.outcome(
      of: try await client.upload(Array(file.utf8), timeZone: "UTC"))
    #expect(outcome.status == "IMPORTED_WITH_ERRORS")

    let pair = Statement<[String]>(
      """
      SELECT a.name, t.name FROM schedule_events
      JOIN agents a USING (account_id, agent_id) JOIN event_types t USING (account_id, event_type_id)
      """
    ) { (row) throws(PostgresError) in [try row.next(), try row.next()] }
    let stored = try await installation.connection.run { connection in
      try connection.query(pair).map { $0.map { Array($0.utf8) } }
    }
    #expect(stored.count == names.count)
    #expect(Set(stored) == Set(names.map { [Array($0.utf8), Array($0.utf8)] }))

    let export = try await installation.run(
      "events", "export", "--account", "acme", "--time-zone", "UTC")
    #expect(export.status == 0)
    let exported = Self.records(export.output.utf8, fields: 5).dropFirst()
    #expect(exported.count == good.count)
    #expect(Set(exported) == Set(good.map { $0.map { Array($0.utf8) } }))

    let report = try await client.get(try #require(outcome.error_report_url))
    let rejected = Self.records(report.utf8, fields: 8).dropFirst().map { Array($0[1...5]) }
    #expect(rejected == bad.map { $0.map(Self.reported) })
    #expect(try await server.stop().status == 0)
  }
}
