import ArgumentParser
import Postgres
import Server
import Store

/// The health check of a container, whose image has no curl.
struct HealthCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "health",
    abstract: "Ask the server on this machine whether it is ready (exit status 0) or not (1).",
    discussion:
      "The command finds the server by its settings: WFM_HOST, WFM_PORT, WFM_TLS_CERTIFICATE.")

  @Flag(
    help: """
      For `wfm work`, which has no port: check that the database can be reached from here and has \
      the migrations of this version.
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
