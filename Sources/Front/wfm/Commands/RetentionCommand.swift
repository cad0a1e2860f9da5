import Administration
import ArgumentParser
import Server
import Store

/// Removes what is older than it is to be kept.
struct RetentionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retention",
    abstract: "Remove now what is older than the keep- settings say; servers do about hourly.")

  @Flag(help: "Only print what would be removed.")
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
      printLine("Another process is removing at the moment; nothing was done.")
    }
  }

  private static func show(_ summary: Retention.Summary, verb: String) {
    for kind in RetentionRepository.Kind.allCases {
      printLine("\(kind.rawValue): \(summary.removed[kind] ?? 0) \(verb)")
    }
  }
}
