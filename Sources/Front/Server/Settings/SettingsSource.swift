import Foundation

/// Where the settings of a process come from, so that it can read them again.
package struct SettingsSource: Sendable {
  private let flags: [String]
  private let file: String?
  private let environment: [String: String]

  /// - Parameters:
  ///   - flags: the arguments that name settings, as `Settings.gatheringFlags` leaves them.
  ///   - file: a configuration file of `WFM_…=…` lines.
  package init(
    flags: [String] = [], file: String? = nil,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    self.flags = flags
    self.file = file
    self.environment = environment
  }

  /// Reads them.
  ///
  /// - Throws: as `Settings.init` does.
  package func load() throws(Settings.Fault) -> Settings {
    try Settings(flags: flags, file: file, environment: environment)
  }
}
