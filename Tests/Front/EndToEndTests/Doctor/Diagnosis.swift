import Foundation
import Postgres
import Testing

/// The output of `wfm doctor --json`.
struct Diagnosis: Decodable {
  struct Check: Decodable {
    let check: String
    let state: String
    let message: String
    let remedy: String?
  }

  let ok: Bool
  let problems: Int
  let checks: [Check]

  /// The only problem with this name.
  func problem(_ name: String) throws -> Check {
    let found = checks.filter { $0.check == name && $0.state == "problem" }
    let problem = try #require(found.first, "no problem \(name) in \(checks)")
    #expect(found.count == 1)
    #expect(problem.remedy?.isEmpty == false)
    return problem
  }

  func state(of name: String) -> String? { checks.first { $0.check == name }?.state }
}

extension Installation {
  func diagnosis(
    _ arguments: String..., settings: [String: String] = [:]
  ) async throws -> Diagnosis {
    let ending = try await Program.run(
      Places.wfm, ["doctor", "--json"] + arguments,
      environment: environment.merging(settings) { $1 })
    let diagnosis = try JSONDecoder().decode(Diagnosis.self, from: Data(ending.output.utf8))
    #expect(diagnosis.ok == (ending.status == 0))
    #expect(diagnosis.ok == (diagnosis.problems == 0))
    return diagnosis
  }

  func execute(_ sql: String) async throws {
    try await connection.run { try $0.executeScript(sql) }
  }
}
