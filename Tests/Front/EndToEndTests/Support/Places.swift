import Foundation
import TestInputs

/// The files that the tests use.
enum Places {
  /// The program under test, which the build puts beside the test bundle.
  static let wfm: String = {
    let bundle = Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
    return bundle.deletingLastPathComponent().appending(path: "wfm").path(percentEncoded: false)
  }()

  static let example = path("Examples/schedule.csv")
  static let demoAgents = path("Sources/Front/wfm/Dev/demo-agents.csv")
  static let demoEventTypes = path("Sources/Front/wfm/Dev/demo-event-types.csv")

  /// The bytes of the example.
  static func exampleFile() throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: example)))
  }

  /// A file of the package.
  static func path(_ relative: String) -> String {
    PackageFolder.file(relative).path(percentEncoded: false)
  }

  /// Creates a folder that exists while `body` runs.
  static func withFolder<R>(_ body: (String) async throws -> R) async throws -> R {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "wfm-e2e-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder.path(percentEncoded: false))
  }
}
