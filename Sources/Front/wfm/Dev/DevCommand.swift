import ArgumentParser
import EmbeddedPostgres
import Foundation
import Identity
import Importing
import Logging
import Postgres
import Scheduling
import Server
import ServiceLifecycle

/// Runs a whole installation on one machine: a private PostgreSQL, a demo account, the server and
/// the worker.
struct DevCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dev",
    abstract: "Run the whole service on a private PostgreSQL, with a demo account.",
    discussion: """
      In a terminal, log lines go to the file wfm.log in the data folder. A full file (8 MiB) is \
      renamed wfm.log.1 and replaces the older one. If standard error is not a terminal, or with \
      --verbose, log lines go to standard error.

      \(SettingsText.help)
      """)

  /// The ID of the demo account.
  static let account: AccountName = "demo"

  @Option(help: "The folder for the database, the keys and the log.")
  var data = ".wfm"

  @Option(help: "The folder of PostgreSQL's programs initdb, pg_ctl and postgres.")
  var postgresBin: String?

  @Option(name: .customLong("import"), help: "A schedule file to import over HTTP after the start.")
  var file: String?

  @Option(help: "The IANA time zone of that file's times.")
  var timeZone = "America/New_York"

  @Option(help: "The format of that file's times.")
  var dateFormat = DateTimeFormat.default.rawValue

  @Flag(help: "Stop after that import, with exit status 1 if rows were rejected.")
  var once = false

  @Flag(help: "Log to standard error, in a terminal too.")
  var verbose = false

  @Argument(parsing: .allUnrecognized, help: .hidden)
  var flags: [String] = []

  func validate() throws {
    if once, file == nil { throw ValidationError("--once needs --import FILE.") }
    if let file, !FileManager.default.isReadableFile(atPath: file) {
      throw ValidationError("Cannot read the file \(file).")
    }
  }

  func run() async throws {
    let folder = DevFolder(path: data)
    let source = SettingsSource(
      flags: flags, file: folder.environmentFile, environment: DevFolder.environment)
    let reload = await Reload(source)
    try folder.rejectOwnSettings(in: flags)
    let cluster = EmbeddedCluster(
      folder: data, binaries: try .find(explicitFolder: postgresBin))
    printError("starting PostgreSQL in \(data) …")
    // Starting it also locks the folder for this process, so the keys are created afterwards.
    try cluster.start()
    defer { cluster.stop() }
    try folder.prepare()
    try folder.record(databaseURL: cluster.connectionString())
    try await serve(
      folder, databaseURL: cluster.connectionString(), settings: try source.load(),
      reload: reload)
  }

  /// A log file if the output is a terminal, where log lines would bury the command's own lines.
  private func log(in folder: DevFolder) throws -> LogDestination {
    guard !verbose, isatty(STDERR_FILENO) == 1 else { return .standardError }
    printError("Logs: \(folder.logFile)")
    return .stream(try LogFile(path: folder.logFile))
  }

  private func serve(
    _ folder: DevFolder, databaseURL: String, settings: Settings, reload: Reload
  ) async throws {
    let composition = try Composition(settings: settings, log: try log(in: folder))
    try composition.makeRoomForFiles()
    try await Demo.prepare(
      on: try composition.connection(), as: try composition.administrator(),
      clientSecret: try folder.clientSecret(),
      logger: composition.logger)

    let listening = AsyncStream.makeStream(of: Int.self)
    let server = try await composition.server { port in listening.continuation.yield(port) }
    let session = DevSession(
      command: self, folder: folder, composition: composition, databaseURL: databaseURL,
      ports: listening.stream)
    try await composition.run(
      try composition.monitoring()
        + [server, try composition.worker(), try composition.timeZoneWatch(), session],
      reload: reload)
    if once, let status = await session.exitCode, status != .success { throw status }
  }
}
