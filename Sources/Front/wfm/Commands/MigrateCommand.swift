import ArgumentParser
import Migrations
import Postgres
import Scheduling
import Server
import Store

/// Brings the database's schema to this version's.
struct MigrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate", abstract: "Apply the schema's migrations, or list them.",
    subcommands: [Up.self, Status.self])

  struct Up: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Apply what is missing.")
    @OptionGroup var options: SettingsOptions

    func run() async throws {
      let composition = try Composition(settings: try options.load())
      let migrator = Migrator(logger: composition.logger)
      let (applied, newer) = try await composition.connection().run { connection in
        (try await migrator.up(on: connection), try migrator.newer(on: connection))
      }
      for migration in applied { printLine("applied \(migration.number) \(migration.name)") }
      printLine("\(applied.count) applied, \(migrator.migrations.count) in all")
      if !newer.isEmpty { printLine("\(newer.count) of a newer version: this one works on them") }
    }
  }

  struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List migrations and their state.")
    @OptionGroup var options: SettingsOptions

    func run() async throws {
      let composition = try Composition(settings: try options.load())
      let migrator = Migrator(logger: composition.logger)
      let (states, newer) = try await composition.connection().run { connection in
        (try migrator.status(on: connection), try migrator.newer(on: connection))
      }
      for state in states {
        let time = state.appliedAt.map { "applied \($0.iso8601)" } ?? "pending"
        printLine("\(state.migration.number) \(state.migration.name): \(time)")
      }
      for number in newer { printLine("\(number): of a newer version") }
    }
  }
}
