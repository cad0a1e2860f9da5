import ArgumentParser

@main
struct WFM: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wfm",
    abstract: "A self-hosted schedule import service for workforce management.",
    subcommands: [
      ServeCommand.self, WorkCommand.self, MigrateCommand.self, TokenCommand.self,
      KeysCommand.self, AccountsCommand.self, AgentsCommand.self, EventTypesCommand.self,
      EventsCommand.self,
      DevCommand.self,
    ])
}
