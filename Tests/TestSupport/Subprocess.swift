import EmbeddedPostgres
package import Foundation

/// Runs programs to their end and captures their output. Does not block a cooperative thread.
package enum Subprocess {
  package enum Stream: Sendable { case output, errors }

  package struct Ending: Sendable {
    package let status: Int32
    /// The captured output.
    package let bytes: Data
    package var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  /// - Parameters:
  ///   - executable: a path.
  ///   - directory: its working folder. Nil for this process's folder.
  ///   - environment: nil for this process's environment.
  ///   - input: its standard input. Nil for this process's input.
  ///   - streams: the captured streams, merged in the order of writing. Others go to this
  ///     process's.
  ///   - patience: the time after which the program is killed.
  /// - Throws: `Overdue`, and the error of starting the program.
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
