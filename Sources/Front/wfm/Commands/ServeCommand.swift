import ArgumentParser
import Logging
import Server
import ServiceLifecycle

/// Runs the HTTP server and, without `--no-worker`, an import worker.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve the API and run imports.",
    discussion: SettingsText.help)

  @Flag(help: "Serve only. `wfm work` runs the imports.")
  var noWorker = false

  @OptionGroup var options: SettingsOptions

  func run() async throws {
    let source = try options.source()
    let reload = await Reload(source)
    let composition = try Composition(settings: try source.load())
    try composition.makeRoomForFiles()
    let logger = composition.logger
    let server = try await composition.server(hasWorker: !noWorker) { port in
      logger.info("listening", metadata: ["port": "\(port)"])
    }
    // The last service stops first, so the worker releases its jobs while requests still drain.
    let services: [any Service] = noWorker ? [server] : [server, try composition.worker()]
    try await composition.run(
      try composition.monitoring() + services
        + [try composition.retentionService(), try composition.timeZoneWatch()],
      reload: reload, drain: composition.drain)
  }
}

/// Runs an import worker alone.
struct WorkCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "work", abstract: "Run imports without serving the API.",
    discussion: SettingsText.help)

  @OptionGroup var options: SettingsOptions

  func run() async throws {
    let source = try options.source()
    let reload = await Reload(source)
    let composition = try Composition(settings: try source.load())
    try await composition.run(
      try composition.monitoring()
        + [
          try composition.worker(), try composition.retentionService(),
          try composition.timeZoneWatch(),
        ], reload: reload)
  }
}
