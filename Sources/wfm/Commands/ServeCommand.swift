import ArgumentParser
import Logging
import ServiceLifecycle
import Synchronization

/// Runs the HTTP front, and the import worker with it.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve the API, and carry imports out.",
    discussion: SettingsOptions.help)

  @Flag(help: "Serve only; `wfm work` carries the imports out.")
  var noWorker = false

  @OptionGroup var options: SettingsOptions

  func run() async throws {
    let composition = try Composition(settings: try options.load())
    let logger = composition.logger
    let drain = try composition.drain()
    let server = try await composition.server(drain: drain) { port in
      logger.info("listening", metadata: ["port": "\(port)"])
    }
    // The last one stops first: jobs are given back while requests still drain.
    let services: [any Service] = noWorker ? [server] : [server, try composition.worker()]
    try await composition.run(
      try composition.monitoring() + services + [try composition.retentionService(), drain])
  }
}

/// The time between SIGTERM and the end of serving: the server says that it is not ready, and goes on
/// until whoever sends it requests has noticed.
final class Drain: Service {
  private let delay: Duration
  private let hasBegun = Atomic(false)

  init(delay: Duration) { self.delay = delay }

  func run() async throws {
    try await gracefulShutdown()
    hasBegun.store(true, ordering: .relaxed)
    try await Task.sleep(for: delay)
  }

  struct ShuttingDown: Error, CustomStringConvertible {
    let description = "The server is shutting down."
  }

  /// - Throws: `ShuttingDown`
  func check() throws(ShuttingDown) {
    if hasBegun.load(ordering: .relaxed) { throw ShuttingDown() }
  }
}

/// Runs the import worker alone.
struct WorkCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "work", abstract: "Carry imports out, without serving the API.",
    discussion: SettingsOptions.help)

  @OptionGroup var options: SettingsOptions

  func run() async throws {
    let composition = try Composition(settings: try options.load())
    try await composition.run(
      try composition.monitoring()
        + [try composition.worker(), try composition.retentionService()])
  }
}
