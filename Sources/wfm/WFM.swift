import ArgumentParser

@main
struct WFM: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wfm",
    abstract: "A self-hosted schedule import service for workforce management.",
    subcommands: [
      ServeCommand.self, WorkCommand.self, MigrateCommand.self, TokenCommand.self,
      AccountsCommand.self, ClientsCommand.self, AgentsCommand.self, EventTypesCommand.self,
      EventsCommand.self, AuditCommand.self, DevCommand.self,
    ])
}
