import Foundation

/// A script of the tests that needs `Tests/requirements.txt`.
enum PythonScript {
  /// Where CI is set it has to be there, and its test fails.
  static let isMissing =
    interpreter == nil && ProcessInfo.processInfo.environment["CI"] == nil

  private static let interpreter = ProcessInfo.processInfo.environment["WFM_TEST_PYTHON"]

  /// - Parameter path: within the package.
  static func run(_ path: String, _ arguments: String...) async throws -> Program.Ending {
    guard let interpreter else { throw Refused(text: "WFM_TEST_PYTHON is not set") }
    return try await Program.run(interpreter, [Places.path(path)] + arguments)
  }
}
