import Foundation
import TestSupport

/// A script of the tests that needs `Tests/requirements.txt`.
enum PythonScript {
  /// - Parameter path: within the package.
  static func run(_ path: String, _ arguments: String...) async throws -> Program.Ending {
    try await Program.run("/usr/bin/env", [PythonTool.python, Places.path(path)] + arguments)
  }
}
