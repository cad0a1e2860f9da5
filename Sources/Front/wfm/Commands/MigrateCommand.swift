import ArgumentParser
import Migrations
import Postgres
import Scheduling
import Server
import Store

/// Migrates the database to the schema of this version.
struct MigrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate", abstract: "Apply or list the migrations of the database schema.",
    subcommands: [Up.self, Status.self])

  struct Up: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Apply the missing migrations.")
    @OptionGroup var options: SettingsOptions

    func run() async throws {
      let composition = try Composition(settings: try options.load())
      let migrator = Migrator(logger: composition.logger)
      let (applied, newer) = try await composition.connection().run { connection in
        (try await migrator.up(on: connection), try migrator.newer(on: connection))
      }
      for migration in applied { printLine("applied \(migration.number) \(migration.name)") }
      printLine("\(applied.count) applied, \(migrator.migrations.count) in all")
      if !newer.isEmpty {
        printLine("\(newer.count) of a newer version, with which this version works")
      }
    }
  }

  struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the migrations and their state.")
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
