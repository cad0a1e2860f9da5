package import Foundation

extension Process {
  /// Sets the program and its folder. Nil for this process's folder.
  ///
  /// `currentDirectoryURL` would change this process's folder for a moment, and with it that of
  /// programs that other tests start then.
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
