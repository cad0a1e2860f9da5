import ArgumentParser
import Foundation
import Scheduling
import Server

/// How every subcommand takes its settings.
struct SettingsOptions: ParsableArguments {
  @Option(help: "A configuration file of WFM_…=… lines.")
  var config: String?

  @Option(help: "The data folder of a running `wfm dev`: its settings are used.")
  var data: String?

  @Argument(parsing: .allUnrecognized, help: .hidden)
  var flags: [String] = []

  func validate() throws {
    if config != nil, data != nil {
      throw ValidationError("Give --config or --data, not both.")
    }
  }

  func load() throws -> Settings { try source().load() }

  /// Where the settings are, for a process that reads them again.
  func source() throws -> SettingsSource {
    guard let data else { return SettingsSource(flags: flags, file: config) }
    let file = DevFolder(path: data).environmentFile
    guard FileManager.default.fileExists(atPath: file) else {
      throw ValidationError("No `wfm dev` has run on the data folder \(data).")
    }
    return SettingsSource(flags: flags, file: file, environment: DevFolder.environment)
  }

  /// For `--help`: the table of settings.
  static let help =
    "Settings, each as a flag, in the environment or in the configuration file:\n"
    + Setting.allCases.map { setting in
      let value = setting.defaultValue.map { " (default \($0))" } ?? ""
      return "  \(setting.flag), \(setting.variable)\(value)\n      \(setting.summary)"
    }.joined(separator: "\n")
}

/// The name of an account or client as it is stored.
///
/// - Throws: `ValidationError`
func checkedName(_ name: String) throws -> String {
  do throws(ReferenceText.Fault) {
    return try ReferenceText.checked(name)
  } catch {
    throw ValidationError("The name \(error.ending)")
  }
}
