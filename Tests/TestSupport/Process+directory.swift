package import Foundation

extension Process {
  /// Says what is to be started, and in which folder; nil for this process's own.
  ///
  /// `currentDirectoryURL` would change this process's own folder for a moment, and with it that of
  /// whatever another test starts then.
  package func set(_ executable: String, _ arguments: [String], directory: String?) {
    let isElsewhere = directory != nil
    executableURL = URL(filePath: isElsewhere ? "/usr/bin/env" : executable)
    self.arguments =
      (directory.map { ["--chdir", $0, executable] } ?? []) + arguments
  }
}
