import Foundation
import TestSupport

enum Curl {
  static let path = ["/usr/bin/curl", "/usr/local/bin/curl", "/opt/homebrew/bin/curl"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// Uploads so many zeros with `Expect: 100-continue`, and waits for the answer for longer than it
  /// may run, where it would send the body after a second.
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

  /// All that a verbose curl prints.
  static func run(_ arguments: [String]) async throws -> String {
    try await Subprocess.run(
      path ?? "curl", ["--silent", "--verbose", "--max-time", "30"] + arguments,
      capturing: [.output, .errors]
    ).text
  }
}
