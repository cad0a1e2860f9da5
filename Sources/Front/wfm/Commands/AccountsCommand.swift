import Administration
import ArgumentParser
import Scheduling
import Server

/// Creates, lists, limits, deactivates and activates accounts.
struct AccountsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accounts", abstract: "Create, list, limit, deactivate and activate accounts.",
    subcommands: [Create.self, List.self, Limit.self, Deactivate.self, Activate.self])

  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Create an account. An existing account is not changed.")

    @Argument(help: "The account's ID, as access tokens name it.")
    var account: String

    @Option(help: "A name for people to read.")
    var name: String?

    @OptionGroup var options: SettingsOptions

    func run() async throws {
      let account = try AccountName(argument: account)
      let displayName = try name.map(checkedName)
      let composition = try Composition(settings: try options.load())
      do {
        _ = try await composition.administrator().createAccount(
          account, displayName: displayName, by: Composition.origin)
        printLine("\(account): created")
      } catch Administrator.Refusal.exists {
        printLine("\(account): exists")
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the accounts.")

    @OptionGroup var options: SettingsOptions

    func run() async throws {
      let composition = try Composition(settings: try options.load())
      var table = TextTable(["ACCOUNT", "AGENTS", "EVENT TYPES", "CREATED", "STATE", "NAME"])
      for sized in try await composition.administrator().sizedAccounts() {
        let account = sized.account
        table.add([
          account.name.text, "\(sized.agents)", "\(sized.eventTypes)",
          account.createdAt.iso8601, account.isActive ? "active" : "deactivated",
          account.displayName ?? "",
        ])
      }
      printLine(table.text)
    }
  }

  struct Deactivate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Reject an account's tokens and clients from now on. Its data is kept.")

    @Argument(help: "The account's ID.")
    var account: String

    @OptionGroup var options: SettingsOptions

    func run() async throws { try await AccountsCommand.setActive(account, false, options) }
  }

  struct Activate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Accept a deactivated account's tokens and clients again.")

    @Argument(help: "The account's ID.")
    var account: String

    @OptionGroup var options: SettingsOptions

    func run() async throws { try await AccountsCommand.setActive(account, true, options) }
  }

  fileprivate static func setActive(
    _ account: String, _ isActive: Bool, _ options: SettingsOptions
  ) async throws {
    let composition = try Composition(settings: try options.load())
    _ = try await composition.administrator().updateAccount(
      try AccountName(argument: account), to: .init(isActive: isActive), by: Composition.origin)
    printLine("\(account): \(isActive ? "active" : "deactivated")")
  }
}
