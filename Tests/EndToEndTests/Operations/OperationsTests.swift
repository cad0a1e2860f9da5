import Foundation
import TestSupport
import Testing

/// Whole installations, driven and checked by Python, which knows nothing of the program but its
/// commands, its HTTP and its tables.
@Suite("Operations")
struct OperationsTests {
  private static let folder = "Tests/EndToEndTests/Operations"

  /// Where CI is set all programs have to be there, and the test fails.
  private func run(
    _ script: String, needs programs: [String], environment: [String: String] = [:]
  ) async throws {
    let variables = ProcessInfo.processInfo.environment
    let python = variables["WFM_TEST_PYTHON"]
    let path = "\(variables["PATH"] ?? ""):/usr/sbin:/sbin"
    let missing = programs.filter { name in
      !path.split(separator: ":").contains {
        FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
      }
    }
    if variables["CI"] == nil, python == nil || !missing.isEmpty {
      try Test.cancel("not installed: \(missing), WFM_TEST_PYTHON \(python ?? "")")
    }
    try await Places.withFolder { folder in
      let ending = try await Program.run(
        try #require(python), [Places.path("\(Self.folder)/\(script)"), Places.wfm, folder],
        environment: environment.merging(["PATH": path]) { $1 })
      #expect(ending.status == 0, "\(ending.output)\(ending.errors)")
    }
  }

  @Test func `docker-compose.yml gives an installation that imports the example`() async throws {
    try await run("compose.py", needs: ["curl", "openssl", "psql", "setpriv"])
  }

  @Test func `a dump made under load is consistent, and a server goes on from it`() async throws {
    let installation = try await Installation()
    try await run(
      "backup.py", needs: ["pg_dump", "pg_restore", "psql"],
      environment: installation.environment)
    #expect(try await installation.unfinished() == 0)
  }

  @Test func `three replicas behind nginx lose nothing when two of them end`() async throws {
    let installation = try await Installation()
    try await run("replicas.py", needs: ["nginx", "psql"], environment: installation.environment)
    #expect(try await installation.unfinished() == 0)
  }
}

extension Installation {
  fileprivate func unfinished() async throws -> Int64? {
    try await value("SELECT count(*) FROM imports WHERE status = 'PROCESSING'", as: Int64.self)
  }
}
