import Administration
import ArgumentParser
import Server
import Store

/// Removes data whose retention has expired.
struct RetentionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retention",
    abstract: "Remove expired data (see the keep- settings) now. Servers do it about once an hour.")

  @Flag(help: "Print what would be removed, and remove nothing.")
  var dryRun = false

  @OptionGroup var options: SettingsOptions

  func run() async throws {
    let composition = try Composition(settings: try options.load())
    let retention = try composition.retention()
    if dryRun {
      Self.show(try await retention.preview(), verb: "would be removed")
    } else if let summary = try await retention.run(by: Composition.origin) {
      Self.show(summary, verb: "removed")
      printLine("rate buckets: \(summary.rateBuckets) removed")
      printLine("client assertions: \(summary.assertions) removed")
    } else {
      printLine("Another process is removing expired data. Nothing was done.")
    }
  }

  private static func show(_ summary: Retention.Summary, verb: String) {
    for kind in RetentionRepository.Kind.allCases {
      printLine("\(kind.rawValue): \(summary.removed[kind] ?? 0) \(verb)")
    }
  }
}
