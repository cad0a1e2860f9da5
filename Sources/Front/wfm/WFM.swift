import ArgumentParser
import Glibc
import Postgres
import Scheduling
import Server

@main
struct WFM: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wfm",
    abstract: "A self-hosted schedule import service for workforce management.",
    subcommands: [
      ServeCommand.self, WorkCommand.self, MigrateCommand.self, TokenCommand.self,
      KeysCommand.self, AccountsCommand.self, ClientsCommand.self, AgentsCommand.self,
      EventTypesCommand.self, EventsCommand.self, AuditCommand.self, DoctorCommand.self,
      HealthCommand.self, DevCommand.self, RetentionCommand.self, SettingsCommand.self,
      CommandsCommand.self,
    ])

  static func main() async {
    openStandardStreams()
    LargeAllocations.returnWhenFreed()
    do {
      var command = try parseAsRoot(Settings.gatheringFlags(CommandLine.arguments.dropFirst()))
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let error as PostgresError {
      // Its description is for clients. An operator may also see the reason.
      printError("Error: \(ShownText.escaped(error.debugDescription, limit: .max))")
      end(with: ExitCode.failure)
    } catch {
      end(with: error)
    }
  }

  /// Opens closed standard streams. Otherwise a file that gets the number of one would receive its
  /// output.
  private static func openStandardStreams() {
    for stream in STDIN_FILENO...STDERR_FILENO where fcntl(stream, F_GETFD) == -1 {
      _ = open("/dev/null", O_RDWR)
    }
  }
}
