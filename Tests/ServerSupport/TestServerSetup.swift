import Foundation
package import HTTPAPI
package import Logging
package import Scheduling
package import Server
package import TestSupport

/// A test's choices for its server.
package struct TestServerSetup: Sendable {
  /// Additional settings. They override the settings of every test server.
  package var settings: [Setting: String]
  /// Settings that name a file, with the contents of that file.
  package var files: [Setting: String] = [:]
  /// Nil for a new database.
  package var database: TestDatabase?
  /// Without a worker, an accepted import stays queued.
  package var runsWorker = false
  /// The clocks of the server.
  package var clock = ServerClock.system
  /// Time zone rules; nil for the system's rules.
  package var zones: TimeZoneDatabase?
  /// How long an upload waits for memory.
  package var uploadWait = Duration.seconds(60)
  /// The logger of the services.
  package var logger = TestDatabase.logger
  /// Changes parts that have no setting, such as a hook in the readiness check.
  package var change: @Sendable (inout APIServices) -> Void = { _ in }

  /// Creates a setup with these settings.
  package init(_ settings: [Setting: String] = [:]) { self.settings = settings }

  /// Rates that no test reaches by accident, and time limits for a machine that runs every test
  /// concurrently.
  private static let standard: [Setting: String] = [
    .port: "0", .databasePoolSize: "4", .databasePoolWait: "60", .uploadRate: "1000000",
    .readRate: "1000000", .adminRate: "1000000", .tokenRate: "1000000", .addressRate: "10000000",
    .reportURLKey: "a key for the links of the error reports",
  ]

  /// The composition of a process with these settings, whose files are in the folder.
  func composition(on database: TestDatabase, folder: URL) throws -> Composition {
    var values = Self.standard
    values[.databaseURL] = "\(database.connectionString) connect_timeout=60"
    values.merge(settings) { $1 }
    for (setting, contents) in files {
      let file = folder.appending(path: setting.rawValue)
      try Data(contents.utf8).write(to: file)
      values[setting] = file.path(percentEncoded: false)
    }
    let environment = Dictionary(uniqueKeysWithValues: values.map { ($0.key.variable, $0.value) })
    var composition = try Composition(
      settings: try SettingsSource(environment: environment).load(),
      log: .logger(logger), clock: clock, zones: zones)
    composition.uploadWait = uploadWait
    return composition
  }
}
