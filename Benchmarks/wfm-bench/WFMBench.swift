import ArgumentParser

/// The benchmarks that need only one process. `Benchmarks/run` calls them.
@main
struct WFMBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wfm-bench", abstract: "Measures parts of wfm within one process.",
    subcommands: [RowsCommand.self, ConstantCommand.self])
}
