package import Foundation

extension Process {
  /// Says what is to be started, and in which folder; nil for this process's own.
  ///
  /// `currentDirectoryURL` would change this process's own folder for a moment, and with it that of
  /// whatever another test starts then.
  package func set(_ executable: String, _ arguments: [String], directory: String?) {
    guard let directory else {
      executableURL = URL(filePath: executable)
      self.arguments = arguments
      return
    }
    executableURL = URL(filePath: "/usr/bin/env")
    self.arguments = ["--chdir", directory, executable] + arguments
  }
}
