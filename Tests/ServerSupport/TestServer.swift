import Foundation
package import HTTPAPI
import Server
package import ServiceLifecycle
package import TestSupport

/// The program's own services in the test process: on a free loopback port, and on a new database
/// unless the test gives one.
package struct TestServer: Sendable {
  /// The port that the server listens on.
  package let port: Int
  /// The database of the server.
  package let database: TestDatabase
  /// The services that the routes use.
  package let services: APIServices

  /// Services that are ready to run.
  package struct Prepared: Sendable {
    /// The server and, if the setup has one, the worker.
    package let members: [any Service]
    fileprivate let listening: Signal<Int>
    fileprivate let database: TestDatabase
    fileprivate let services: APIServices

    /// Waits until the server listens.
    package func listen() async throws -> TestServer {
      TestServer(port: try await listening.wait(), database: database, services: services)
    }
  }

  /// Builds the services from the setup's settings, as `wfm serve` does.
  package static func prepare(_ setup: TestServerSetup) async throws -> Prepared {
    let database: TestDatabase
    if let given = setup.database { database = given } else { database = try await TestDatabase() }
    let folder = FileManager.default.temporaryDirectory.appending(path: "wfm-server-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    // The services do not read the files after the start.
    defer { try? FileManager.default.removeItem(at: folder) }
    let composition = try setup.composition(on: database, folder: folder)
    var parts = try await composition.serverParts(hasWorker: setup.runsWorker)
    setup.change(&parts.services)
    let listening = Signal<Int>("the server's port")
    var members: [any Service] = [
      try composition.server(of: parts) { listening.raise($0) }
    ]
    if setup.runsWorker { members.append(try composition.worker()) }
    return Prepared(
      members: members, listening: listening, database: database, services: parts.services)
  }

  /// Serves while `body` runs, and waits for the orderly end.
  package static func run<R>(
    _ setup: TestServerSetup, _ body: (TestServer) async throws -> R
  ) async throws -> R {
    let prepared = try await prepare(setup)
    return try await running(prepared.members, logger: setup.logger) { _ in
      try await body(try await prepared.listen())
    }
  }
}
