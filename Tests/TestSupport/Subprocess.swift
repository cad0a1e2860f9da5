import EmbeddedPostgres
package import Foundation

/// Programs that run to their end, with what they print. No thread of Swift's waits for them.
package enum Subprocess {
  package enum Stream: Sendable { case output, errors }

  package struct Ending: Sendable {
    package let status: Int32
    /// What was captured.
    package let bytes: Data
    package var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  /// - Parameters:
  ///   - executable: a path.
  ///   - directory: where it starts; nil for this process's own.
  ///   - environment: nil for this process's own.
  ///   - input: its standard input; nil for this process's own.
  ///   - streams: what is captured, together in the order of writing; the others are this process's.
  ///   - patience: after it the program is killed.
  /// - Throws: `Overdue`, and what is wrong where the program cannot be started.
  package static func run(
    _ executable: String, _ arguments: [String], environment: [String: String]? = nil,
    directory: String? = nil, input: FileHandle? = nil, capturing streams: Set<Stream> = [.output],
    within patience: Duration = .seconds(180)
  ) async throws -> Ending {
    let process = Process()
    process.set(executable, arguments, directory: directory)
    if let environment { process.environment = environment }
    if let input { process.standardInput = input }
    let pipe = Pipe.made()
    if streams.contains(.output) { process.standardOutput = pipe }
    if streams.contains(.errors) { process.standardError = pipe }
    try process.start()
    return try await inTime("the end of \(executable) \(arguments)", within: patience) {
      try await withTaskCancellationHandler {
        try await blocking {
          let bytes = try pipe.fileHandleForReading.readToEnd() ?? Data()
          process.waitUntilExit()
          return Ending(status: process.terminationStatus, bytes: bytes)
        }
      } onCancel: {
        kill(process.processIdentifier, SIGKILL)
      }
    }
  }
}
