package import Foundation

extension Process {
  /// Sets the program and its folder. Nil for this process's folder.
  ///
  /// `currentDirectoryURL` would briefly change this process's own folder. Programs that other
  /// tests start at that moment would inherit it.
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
