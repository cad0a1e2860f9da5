import ArgumentParser
import Postgres
import Server
import Store

/// What a container's health check runs, in an image without curl.
struct HealthCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "health",
    abstract: "Ask the server on this machine whether it is ready; exit status 0 or 1.",
    discussion: "The server is found by its own settings: WFM_HOST, WFM_PORT, WFM_TLS_CERTIFICATE.")

  @Flag(
    help: """
      Of `wfm work`, which listens nowhere: whether the database can be reached from here and has \
      this version's migrations.
      """)
  var work = false

  @OptionGroup var options: SettingsOptions

  func run() async throws {
    let composition = try Composition(settings: try options.load())
    if work {
      let migrator = Migrator(logger: composition.logger)
      let isUsable = try await composition.connection().run { try migrator.isUsable(on: $0) }
      guard isUsable else { throw Composition.NotMigrated() }
    } else {
      let probe = composition.healthProbe(of: try composition.listeningAddress())
      if let reason = await probe.reasonNotReady() {
        throw NotReady(reason: reason)
      }
    }
    printLine("ready")
  }

  struct NotReady: Error, CustomStringConvertible {
    let reason: String
    var description: String { reason }
  }
}
