import EmbeddedPostgres
import Foundation
import TestSupport

/// Runs a program of the system to its end.
enum Shell {
  static func run(
    _ path: String, _ arguments: [String], directory: String? = nil
  ) throws -> (status: Int32, text: String) {
    let process = Process()
    process.set(path, arguments, directory: directory)
    let output = Pipe.made()
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    try process.start()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }
}
