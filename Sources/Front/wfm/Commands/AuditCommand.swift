import Administration
import ArgumentParser
import Scheduling
import Server

/// Lists the audit events.
struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "List who changed what, when and from where, newest first.")

  @Option(help: "Only the changes to the account with this ID.")
  var account: String?

  @Option(help: "The largest number of events to list.")
  var limit = 50

  @OptionGroup var options: SettingsOptions

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit \(limit) is too small. Give 1 or more.") }
  }

  func run() async throws {
    let composition = try Composition(settings: try options.load())
    let events = try await composition.administrator().audit(
      of: try account.map { try AccountName(argument: $0) }, before: nil, limit: limit)
    var table = TextTable(["WHEN", "WHO", "FROM", "ACCOUNT", "ACTION", "TARGET", "DETAIL"])
    for event in events {
      table.add([
        event.at.iso8601, event.origin.actor, event.origin.remoteAddress ?? "",
        event.account?.text ?? "", event.action, event.target, event.detail,
      ])
    }
    printLine(table.text)
  }
}
