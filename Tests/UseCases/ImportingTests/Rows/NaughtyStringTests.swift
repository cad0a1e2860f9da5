import CSV
import Foundation
import Scheduling
import TestInputs
import TestSupport
import Testing

@Suite(
  "Naughty strings",
  .needs(.vectors(NaughtyStrings.vectors.folder)), .timeLimit(.minutes(5)))
struct NaughtyStringTests {
  @Test func `are stored and returned unchanged as names of agents and event types`()
    async throws
  {
    var keys: Set<String> = []
    // PostgreSQL cannot store NUL, and a name needs a visible character.
    let names = try NaughtyStrings.all().filter {
      !$0.utf8.contains(0) && !MatchKey.key(of: $0).isEmpty
        && keys.insert(MatchKey.key(of: $0)).inserted
    }
    #expect(names.count > 400)
    let account = try await ScheduleAccount(
      agents: names.enumerated().map {
        Agent(name: $1, email: "\($0)@example.com", isActive: true)
      }, eventTypes: names)
    let rows = names.enumerated().map { number, name in
      let quoted = NaughtyStrings.cell(name)
      return "\(quoted),\(number)@example.com,09:00 2026-06-01,17:00 2026-06-01,\(quoted)\n"
    }
    let outcome = try await account.importRows(rows.joined(), timeZone: "UTC")
    #expect(outcome.status == .imported, "\(outcome.rejected)")
    let expected = names.enumerated().map { number, name in
      "\(number)@example.com 2026-06-01T09:00:00Z 2026-06-01T17:00:00Z \(name)"
    }
    #expect(Set(outcome.events) == Set(expected))
  }

  @Test func `are in the error report as they were uploaded`() async throws {
    let names = try NaughtyStrings.all().filter { !$0.utf8.contains(0) && !$0.isEmpty }
    let rows = names.map { "\(NaughtyStrings.cell($0)),nobody\n" }
    let outcome = try await ScheduleAccount().importRows(rows.joined())
    let cells = outcome.rejected.map { $0.cells.first }
    let expected = names.map { name -> String in
      let isFormula = Array(name.utf8).withUnsafeBufferPointer { FormulaCell.mayRun($0) }
      return isFormula ? "'\(name)" : name
    }
    #expect(cells == expected)
  }
}
