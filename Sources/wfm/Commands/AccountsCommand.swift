import ArgumentParser
import Identity
import Postgres
import Scheduling
import Store

/// Makes and lists accounts.
struct AccountsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accounts", abstract: "Create and list accounts.",
    subcommands: [Create.self, List.self])

  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Create an account; an existing one stays as it is.")

    @Argument(help: "The account's id, as access tokens name it.")
    var account: String

    @OptionGroup var options: SettingsOptions

    func run() async throws {
      guard AccessToken.isValid(account: account) else {
        throw ValidationError(
          "An account's id has 1 to \(AccessToken.longestAccount) bytes and no control characters.")
      }
      let composition = try Composition(settings: try options.load())
      let isNew = try await composition.connection().run { [account] connection in
        try AccountRepository.create(externalID: account, on: connection).isNew
      }
      print("\(account): \(isNew ? "created" : "exists")")
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the accounts.")

    @OptionGroup var options: SettingsOptions

    func run() async throws {
      let composition = try Composition(settings: try options.load())
      let accounts = try await composition.connection().run { connection in
        try AccountRepository.list(on: connection)
      }
      var table = TextTable(["ACCOUNT", "AGENTS", "EVENT TYPES", "CREATED"])
      for account in accounts {
        table.add([
          account.externalID, "\(account.agents)", "\(account.eventTypes)",
          account.createdAt.iso8601,
        ])
      }
      print(table.text)
    }
  }
}
