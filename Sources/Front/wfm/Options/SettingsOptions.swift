import ArgumentParser
import Foundation
import Scheduling
import Server

/// The options by which every command finds its settings.
struct SettingsOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A configuration file of WFM_NAME=value lines.", valueName: "file"))
  var config: String?

  @Option(
    help: ArgumentHelp(
      "The data folder of a running `wfm dev`, whose settings are used.", valueName: "folder"))
  var data: String?

  @Argument(parsing: .allUnrecognized, help: .hidden)
  var flags: [String] = []

  func validate() throws {
    if config != nil, data != nil {
      throw ValidationError("Give either --config or --data, not both.")
    }
  }

  func load() throws -> Settings { try source().load() }

  /// The sources of the settings, for a process that reloads them.
  func source() throws -> SettingsSource {
    guard let data else { return SettingsSource(flags: flags, file: config) }
    let file = DevFolder(path: data).environmentFile
    guard FileManager.default.fileExists(atPath: file) else {
      throw ValidationError(
        "\(data) is not the data folder of a `wfm dev`. Start `wfm dev --data \(data)` first.")
    }
    return SettingsSource(flags: flags, file: file, environment: DevFolder.environment)
  }
}

/// The name of an account or client in the form that is stored.
///
/// - Throws: `ValidationError`
func checkedName(_ name: String) throws -> String {
  do throws(ReferenceText.Fault) {
    return try ReferenceText.checked(name)
  } catch {
    throw ValidationError("The name \(error.ending)")
  }
}
