import ArgumentParser
import Logging
import Server
import ServiceLifecycle

/// Runs the HTTP front, and the import worker with it.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve the API, and carry imports out.",
    discussion: SettingsOptions.help)

  @Flag(help: "Serve only; `wfm work` carries the imports out.")
  var noWorker = false

  @OptionGroup var options: SettingsOptions

  func run() async throws {
    let source = try options.source()
    let reload = await Reload(source)
    let composition = try Composition(settings: try source.load())
    let logger = composition.logger
    let server = try await composition.server(hasWorker: !noWorker) { port in
      logger.info("listening", metadata: ["port": "\(port)"])
    }
    // The last one stops first: jobs are given back while requests still drain.
    let services: [any Service] = noWorker ? [server] : [server, try composition.worker()]
    try await composition.run(
      try composition.monitoring() + services
        + [try composition.retentionService(), try composition.timeZoneWatch()],
      reload: reload, drain: composition.drain)
  }
}

/// Runs the import worker alone.
struct WorkCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "work", abstract: "Carry imports out, without serving the API.",
    discussion: SettingsOptions.help)

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
