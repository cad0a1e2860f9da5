import Administration
import ArgumentParser
import Scheduling
import Server
import Store

/// Shows who changed what.
struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "List who changed what, when and from where, newest first.")

  @Option(help: "Only what concerns the account with this id.")
  var account: String?

  @Option(help: "How many events, at most.")
  var limit = 50

  @OptionGroup var options: SettingsOptions

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit is at least 1.") }
  }

  func run() async throws {
    let composition = try Composition(settings: try options.load())
    let events = try await composition.administrator().audit(
      of: account, before: nil, limit: limit)
    var table = TextTable(["WHEN", "WHO", "FROM", "ACCOUNT", "ACTION", "TARGET", "DETAIL"])
    for event in events {
      table.add([
        event.at.iso8601, event.origin.actor, event.origin.remoteAddress ?? "",
        event.account ?? "", event.action, event.target, event.detail,
      ])
    }
    printLine(table.text)
  }
}
