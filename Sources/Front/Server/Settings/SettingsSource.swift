import Foundation

/// The sources of a process's settings, so that it can reload them.
package struct SettingsSource: Sendable {
  private let flags: [String]
  private let file: String?
  private let environment: [String: String]

  /// - Parameters:
  ///   - flags: the arguments that name settings, as `Settings.gatheringFlags` returns them.
  ///   - file: a configuration file of `WFM_…=…` lines.
  package init(
    flags: [String] = [], file: String? = nil,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    self.flags = flags
    self.file = file
    self.environment = environment
  }

  /// Reads the settings from all sources.
  ///
  /// - Throws: as `Settings.init` does.
  package func load() throws(Settings.Fault) -> Settings {
    try Settings(flags: flags, file: file, environment: environment)
  }
}
