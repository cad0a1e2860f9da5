import Administration
import ArgumentParser
import Foundation
import Importing
import Scheduling
import Server

/// Imports an account's agents.
struct AgentsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "agents", abstract: "Import an account's agents.", subcommands: [Import.self])

  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Create or update agents from a CSV file: Agent Name,Agent Email,Active.")

    @Argument(help: "The CSV file.")
    var file: String

    @Option(help: "The account's ID.")
    var account: String

    @OptionGroup var options: SettingsOptions

    func run() async throws {
      let account = try AccountName(argument: account)
      let agents = try ReferenceFile.agents(in: try bytes(ofFile: file))
      try await store(agents, account: account, options: options, what: "agents") {
        try await $0.upsertAgents($1, of: account, by: Composition.origin)
      }
    }
  }
}

/// Imports an account's event types.
struct EventTypesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "event-types", abstract: "Import an account's event types.",
    subcommands: [Import.self])

  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Create or update event types from a CSV file: Event Type Name.")

    @Argument(help: "The CSV file.")
    var file: String

    @Option(help: "The account's ID.")
    var account: String

    @OptionGroup var options: SettingsOptions

    func run() async throws {
      let account = try AccountName(argument: account)
      let types = try ReferenceFile.eventTypes(in: try bytes(ofFile: file))
      try await store(types, account: account, options: options, what: "event types") {
        try await $0.upsertEventTypes($1, of: account, by: Composition.origin)
      }
    }
  }
}

/// The contents of a file that an argument names.
func bytes(ofFile file: String) throws -> [UInt8] {
  do {
    return [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
  } catch {
    throw ValidationError("Cannot read the file \(file): \(error.localizedDescription)")
  }
}

/// Stores the valid lines of a file, prints what changed, and lists the rejected lines on standard
/// error.
private func store<Value: Sendable>(
  _ file: ReferenceFile<Value>, account: AccountName, options: SettingsOptions, what: String,
  _ upsert: (Administrator, [Value]) async throws -> UpsertCounts
) async throws {
  let composition = try Composition(settings: try options.load())
  let counts: UpsertCounts
  do {
    counts = try await upsert(try composition.administrator(), file.values)
  } catch Administrator.Refusal.unknown(.account) {
    throw ValidationError("Unknown account \(account). Create it: wfm accounts create \(account)")
  }
  for problem in file.problems { printError("line \(problem.line): \(problem.sentence)") }
  printLine(
    """
    \(what): \(counts.inserted) created, \(counts.updated) updated, \(counts.unchanged) unchanged, \
    \(file.problems.count) rejected
    """)
  if !file.problems.isEmpty { throw ExitCode.failure }
}
