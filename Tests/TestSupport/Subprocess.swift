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
  /// - Throws: where the program cannot be started.
  package static func run(
    _ executable: String, _ arguments: [String], environment: [String: String]? = nil,
    directory: String? = nil, input: FileHandle? = nil, capturing streams: Set<Stream> = [.output]
  ) async throws -> Ending {
    let process = Process()
    process.set(executable, arguments, directory: directory)
    if let environment { process.environment = environment }
    if let input { process.standardInput = input }
    let pipe = Pipe.made()
    if streams.contains(.output) { process.standardOutput = pipe }
    if streams.contains(.errors) { process.standardError = pipe }
    return try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(
          with: Result {
            try process.start()
            let bytes = try pipe.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            return Ending(status: process.terminationStatus, bytes: bytes)
          })
      }
    }
  }
}
