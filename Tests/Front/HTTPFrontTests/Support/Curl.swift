import Foundation
import TestSupport

enum Curl {
  /// Uploads this many zeros with `Expect: 100-continue`. It waits for the `100 Continue` longer
  /// than it may run. By default, curl sends the body after a second.
  static func upload(bytes: Int, to path: String, port: Int) async throws -> String {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try Data(count: bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try await run([
      "--expect100-timeout", "60", "-H", "Expect: 100-continue", "-H", "Content-Type: text/csv",
      "-X", "POST",
      "--upload-file", file.path(), "-w", "\nuploaded %{size_upload} bytes",
      "http://127.0.0.1:\(port)\(path)",
    ])
  }

  /// Runs curl and returns its verbose output.
  static func run(_ arguments: [String]) async throws -> String {
    try await Subprocess.run(
      "/usr/bin/env", ["curl", "--silent", "--verbose", "--max-time", "30"] + arguments,
      capturing: [.output, .errors]
    ).text
  }
}
