import EmbeddedPostgres
import Foundation
package import Logging
package import Postgres
import Scheduling
import Store
import Synchronization

/// A new database on the test run's private PostgreSQL, cloned from a migrated template.
///
/// The server starts with the first database and stops with the process. It does not flush to disk.
/// Tests that crash PostgreSQL start their own server.
package struct TestDatabase: Sendable {
  package let connectionString: String

  package static let logger: Logger = {
    var logger = Logger(label: "test") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .critical
    return logger
  }()

  /// Creates a database with this version's schema.
  package init() async throws {
    self.init(connectionString: try await Self.server.clone())
  }

  /// Creates an empty database.
  package static func empty() async throws -> TestDatabase {
    TestDatabase(connectionString: try await server.create(template: "template0"))
  }

  private init(connectionString: String) { self.connectionString = connectionString }

  package var configuration: PostgresConfiguration { Self.configuration(connectionString) }

  /// If hundreds of tests start at the same time, a connection takes more than the usual 5 s.
  fileprivate static func configuration(_ connectionString: String) -> PostgresConfiguration {
    var configuration = PostgresConfiguration(connectionString: connectionString)
    configuration.connectTimeout = .seconds(60)
    return configuration
  }

  package func connection() -> PostgresConnection {
    PostgresConnection(configuration: configuration, logger: Self.logger)
  }

  package func pool(size: Int = 4, waitLimit: Duration = .seconds(5)) -> ConnectionPool {
    ConnectionPool(
      configuration: configuration, size: size, waitLimit: waitLimit, logger: Self.logger)
  }

  private static let server = TestServer()
}

/// The private PostgreSQL of this test process.
private actor TestServer {
  private var cluster: EmbeddedCluster?
  private var made = 0
  private var template: Task<String, any Error>?

  /// The first caller migrates the template, and other callers wait for it.
  func clone() async throws -> String {
    let template = self.template ?? Task { try await makeTemplate() }
    self.template = template
    return try await create(template: try await template.value)
  }

  private func makeTemplate() async throws -> String {
    let connection = PostgresConnection(
      configuration: TestDatabase.configuration(try await create(name: "migrated")),
      logger: TestDatabase.logger)
    try await connection.run { connection in
      _ = try await Migrator(logger: TestDatabase.logger).up(on: connection)
      connection.close()
    }
    return "migrated"
  }

  func create(template: String) async throws -> String {
    made += 1
    return try await create(name: "test_\(made)", template: template)
  }

  private func create(name: String, template: String = "template0") async throws -> String {
    let cluster = try start()
    let connection = PostgresConnection(
      configuration: TestDatabase.configuration(cluster.connectionString(database: "postgres")),
      logger: TestDatabase.logger)
    try await connection.run { connection in
      try connection.executeScript("CREATE DATABASE \(name) TEMPLATE \(template)")
    }
    return cluster.connectionString(database: name)
  }

  private func start() throws -> EmbeddedCluster {
    if let cluster { return cluster }
    let folder = "\(NSTemporaryDirectory())/wfm-tests-\(getpid())"
    let cluster = EmbeddedCluster(
      folder: folder, binaries: try .find(),
      settings: [
        "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
        "max_connections": "500",
      ])
    try cluster.start()
    self.cluster = cluster
    leftBehind.withLock { $0 = (cluster, folder) }
    atexit {
      guard let (cluster, folder) = leftBehind.withLock({ $0 }) else { return }
      cluster.stop()
      try? FileManager.default.removeItem(atPath: folder)
    }
    return cluster
  }
}

private let leftBehind = Mutex<(EmbeddedCluster, String)?>(nil)
