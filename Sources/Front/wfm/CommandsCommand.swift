import ArgumentParser
import Foundation

/// Prints the help of every command as Markdown: the body of docs/reference/cli.md.
struct CommandsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "commands", abstract: "Print the help of all commands as Markdown.",
    shouldDisplay: false)

  func run() { printLine(Self.sections(of: WFM.self, named: "wfm").joined(separator: "\n\n")) }

  /// The command's own section, followed by the sections of its subcommands.
  private static func sections(
    of command: any ParsableCommand.Type, named name: String
  ) -> [String] {
    let subcommands = command.configuration.subcommands.filter { $0.configuration.shouldDisplay }
    return [section(of: command, named: name)]
      + subcommands.flatMap { sections(of: $0, named: "\(name) \($0._commandName)") }
  }

  private static func section(of command: any ParsableCommand.Type, named name: String) -> String {
    let help = withoutSettings(WFM.helpMessage(for: command, columns: 96))
    return "## \(name)\n\n```text\n\(help.trimmingCharacters(in: .newlines))\n```"
  }

  /// The help without the list of settings, which has a separate page.
  private static func withoutSettings(_ help: String) -> String {
    guard let list = help.range(of: SettingsText.heading),
      let usage = help.range(of: "\nUSAGE:", range: list.upperBound..<help.endIndex)
    else { return help }
    return help[..<list.lowerBound] + "Settings: see settings.md.\n" + help[usage.lowerBound...]
  }
}
