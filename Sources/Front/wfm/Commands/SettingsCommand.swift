import ArgumentParser

/// Prints every setting with its flag, variable, default and meaning.
struct SettingsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "settings", abstract: "List all settings with their defaults and ranges.")

  @Flag(help: "Print the tables of docs/reference/settings.md.")
  var markdown = false

  func run() { printLine(markdown ? SettingsText.markdown : SettingsText.help) }
}
