import Administration
import ArgumentParser
import Foundation
import Importing
import Scheduling
import Server

/// `wfm agents`: imports an account's agents.
typealias AgentsCommand = ReferenceCommand<Agent>

/// `wfm event-types`: imports an account's event types.
typealias EventTypesCommand = ReferenceCommand<EventType>

/// A reference entry that a command imports.
protocol ImportedEntry: AdministeredEntry, FileEntry {
  /// The plural noun for the entries in messages.
  static var plural: String { get }
}

extension Agent: ImportedEntry {
  static var plural: String { "agents" }
}

extension EventType: ImportedEntry {
  static var plural: String { "event types" }
}

/// Imports an account's reference entries of one kind.
struct ReferenceCommand<Entry: ImportedEntry>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: Entry.plural.replacing(" ", with: "-"),
      abstract: "Import an account's \(Entry.plural).", subcommands: [Import.self])
  }

  struct Import: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "import",
        abstract: "Create or update \(Entry.plural) from a CSV file: \(Entry.template.header).")
    }

    @Argument(help: "The CSV file.")
    var file: String

    @Option(help: "The account's ID.")
    var account: String

    @OptionGroup var options: SettingsOptions

    func run() async throws {
      let account = try AccountName(argument: account)
      let file = try ReferenceFile<Entry>(csv: try bytes(ofFile: file))
      let composition = try Composition(settings: try options.load())
      let counts: UpsertCounts
      do {
        counts = try await composition.administrator().entries(Entry.self)
          .upsert(file.entries, of: account, by: Composition.origin)
      } catch Administrator.Refusal.unknown(.account) {
        throw ValidationError(
          "Unknown account \(account). Create it: wfm accounts create \(account)")
      }
      try report(counts, problems: file.problems)
    }

    /// Prints what changed, and lists the rejected lines on standard error.
    private func report(
      _ counts: UpsertCounts, problems: [ReferenceFile<Entry>.Problem]
    ) throws {
      for problem in problems { printError("line \(problem.line): \(problem.sentence)") }
      printLine(
        """
        \(Entry.plural): \(counts.inserted) created, \(counts.updated) updated, \
        \(counts.unchanged) unchanged, \(problems.count) rejected
        """)
      if !problems.isEmpty { throw ExitCode.failure }
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
