import Foundation
import TestSupport
import Testing

/// Whole installations, driven and checked by Python. The scripts use only the program's commands,
/// its HTTP API and its tables.
@Suite("Operations", .timeLimit(.minutes(10)))
struct OperationsTests {
  private static let folder = "Tests/Front/EndToEndTests/Operations"

  private func run(_ script: String, environment: [String: String] = [:]) async throws {
    try await Places.withFolder { folder in
      let ending = try await Program.run(
        "/usr/bin/env",
        [PythonTool.python, Places.path("\(Self.folder)/\(script)"), Places.wfm, folder],
        environment: environment)
      #expect(ending.status == 0, "\(ending.output)\(ending.errors)")
    }
  }

  @Test(.needs(.pythonPackages, .curl, .openssl, .psql, .setpriv))
  func `docker-compose.yml starts an installation that imports the example`() async throws {
    try await run("compose.py")
  }

  @Test(.needs(.pythonPackages, .psql))
  func `a dump made under load is consistent, and a server can continue from it`() async throws {
    let installation = try await Installation()
    try await run("backup.py", environment: installation.environment)
    #expect(try await installation.unfinished() == 0)
  }

  @Test(.needs(.pythonPackages, .nginx, .psql))
  func `three replicas behind nginx lose nothing when two of them stop`() async throws {
    let installation = try await Installation()
    try await run("replicas.py", environment: installation.environment)
    #expect(try await installation.unfinished() == 0)
  }
}

extension Installation {
  fileprivate func unfinished() async throws -> Int64? {
    try await value("SELECT count(*) FROM imports WHERE status = 'PROCESSING'", as: Int64.self)
  }
}
