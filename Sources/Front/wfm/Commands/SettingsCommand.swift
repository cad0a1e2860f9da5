import ArgumentParser
import Server

/// Prints the README's table of settings, so that it cannot say anything else than the program.
struct SettingsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "settings", abstract: "Print the settings as a Markdown table.",
    shouldDisplay: false)

  func run() {
    printLine("| flag | variable | default | meaning |\n| --- | --- | --- | --- |")
    for setting in Setting.allCases {
      let value = setting.defaultValue.map { "`\($0)`" } ?? ""
      printLine("| `\(setting.flag)` | `\(setting.variable)` | \(value) | \(setting.summary) |")
    }
  }
}
