import EmbeddedPostgres
package import Foundation

/// The Python that has the packages of Tests/requirements.txt, and the programs of these packages.
package enum PythonTool {
  /// The command: a path, or a name on PATH.
  package static let python =
    ProcessInfo.processInfo.environment["WFM_TEST_PYTHON"] ?? "python3"

  /// A program of a Python package: next to that Python, or on PATH.
  package static func program(_ name: String) -> String? {
    let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let folders = [URL(filePath: python).deletingLastPathComponent().path] + path.map(String.init)
    return folders.map { "\($0)/\(name)" }
      .first(where: FileManager.default.isExecutableFile(atPath:))
  }

  package struct Failed: Error, CustomStringConvertible { package let description: String }

  /// Runs a script to its end.
  ///
  /// - Parameter input: the standard input of the script.
  /// - Returns: the standard output of the script.
  package static func run(_ script: String, input: Data) async throws -> Data {
    let folder = FileManager.default.temporaryDirectory
    let file = folder.appending(path: "wfm-python-\(UUID().uuidString)")
    try input.write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let ending = try await run(script, [], input: try FileHandle(forReadingFrom: file))
    guard ending.status == 0 else {
      throw Failed(description: "\(script) ended with \(ending.status)")
    }
    return ending.bytes
  }

  /// Runs a script to its end, with any exit status.
  package static func run(
    _ script: String, _ arguments: [String], input: FileHandle? = nil,
    capturing streams: Set<Subprocess.Stream> = [.output]
  ) async throws -> Subprocess.Ending {
    try await Subprocess.run(
      "/usr/bin/env", [python, script] + arguments, input: input, capturing: streams)
  }
}
