package import Administration
import Foundation
import HTTPAPI
package import HTTPFront
package import Importing
package import Logging
import NIOCore
import Postgres
package import Scheduling
package import ServiceLifecycle
import Store
import Telemetry
import UnixSignals

/// Builds the services of a process from its settings.
package struct Composition: Sendable {
  /// The settings of the process.
  package let settings: Settings
  /// The logger of the process.
  package let logger: Logger
  /// The level of all loggers of this process.
  let logLevel: SharedLogLevel
  /// The parts of this process that SIGHUP reloads besides its settings.
  let reloadable = ReloadableParts()
  /// The metrics of this process.
  let metrics = MetricRegistry()
  /// The head starts that the HTTP server of this process gives its worker.
  let headStart = HeadStart()
  private let sharedTimeZones: SharedTimeZones
  /// The clocks of this process.
  let clock: ServerClock
  /// How long an upload waits for memory.
  package var uploadWait = Duration.seconds(5)
  /// The delay of a server's shutdown.
  package let drain: Drain

  /// - Parameters:
  ///   - log: where log lines go.
  ///   - clock: the clocks of the process.
  ///   - zones: the time zone rules; nil for the system's.
  /// - Throws: `Settings.Fault.wrong` for the log level or the shutdown delay.
  package init(
    settings: Settings, log: LogDestination = .standardError, clock: ServerClock = .system,
    zones: TimeZoneDatabase? = nil
  ) throws(Settings.Fault) {
    self.settings = settings
    self.clock = clock
    sharedTimeZones = SharedTimeZones(zones)
    drain = Drain(for: try settings.seconds(.shutdownDelay))
    logLevel = SharedLogLevel(try settings.choice(.logLevel, of: Logger.Level.self))
    logger = log.logger(level: logLevel)
    for variable in settings.unknownVariables {
      let suggestion = Setting.suggestion(for: variable, among: \.variable)
      logger.warning("Unknown setting \(variable) is ignored.\(suggestion)")
    }
  }

  /// The use cases of an operator, for a command.
  package func administrator() throws -> Administrator { Administrator(pool: try pool(size: 1)) }

  /// The user who runs this command, for the audit.
  package static var origin: AuditOrigin { .init(actor: "cli:\(NSUserName())") }

  /// The time zone rules of this process, shared by server and worker.
  package func timeZones() throws(TimeZoneFault) -> TimeZoneDatabase {
    try sharedTimeZones.database()
  }

  /// The error for a database that lacks migrations of this version.
  package struct NotMigrated: Error, CustomStringConvertible {
    /// The cause and the fix.
    package let description = "The database lacks migrations of this version: run `wfm migrate up`."

    /// Creates the error.
    package init() {}
  }

  /// The import worker.
  package func worker() throws -> ImportWorker {
    let configuration = try workerConfiguration()
    return ImportWorker(
      configuration: configuration,
      pool: try pool(size: configuration.poolSize, name: "worker"),
      listener: try connection(), zones: try timeZones(), reports: try reportStore(),
      headStart: headStart, metrics: metrics, logger: logger)
  }

  /// Runs services until SIGTERM or SIGINT. Then waits for the drain, if there is one, and stops
  /// the services in reverse order within 10 s. SIGHUP reloads settings.
  package func run(_ services: [any Service], reload: Reload, drain: Drain? = nil) async throws {
    let all = [reload.service(for: self)] + services + (drain.map { [$0] } ?? [])
    var configuration = ServiceGroupConfiguration(
      services: all.map { NamedService($0) },
      gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    configuration.maximumGracefulShutdownDuration = .seconds(8) + (drain?.duration ?? .zero)
    configuration.maximumCancellationDuration = .seconds(2)
    do {
      try await ServiceGroup(configuration: configuration).run()
    } catch let error as IOError {
      // Only listening throws an `IOError`.
      throw try cannotListen(.host, .port, error)
    }
  }
}
