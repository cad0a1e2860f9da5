import EmbeddedPostgres
import Foundation
import Synchronization

/// A Python script in this folder that serves a loopback port until this object is released.
package final class PythonServer: Sendable {
  package let port: Int
  private let process = Process()
  private let input = Pipe.made()
  private let printed: Mutex<String>
  private let output: FileHandle

  package struct Failure: Error, CustomStringConvertible { package let description: String }

  /// - Parameter script: its name. The script prints its port first.
  package init(_ script: String, _ arguments: [String]) async throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let pipe = Pipe.made()
    output = pipe.fileHandleForReading
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      [PythonTool.python, folder.appending(path: script).path(percentEncoded: false)] + arguments
    process.standardInput = input
    process.standardOutput = pipe
    try process.start()
    let output = output
    let first = try await inTime("the port of \(script)") {
      try await blocking {
        var bytes = Data()
        while !bytes.contains(0x0A) {
          let more = output.availableData
          guard !more.isEmpty else { break }
          bytes += more
        }
        return String(decoding: bytes, as: UTF8.self)
      }
    }
    let lines = first.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    guard let port = lines.first.flatMap({ Int($0) }) else {
      throw Failure(description: "\(script) printed no port, but \(first)")
    }
    self.port = port
    printed = Mutex(String(lines.dropFirst().first ?? ""))
  }

  deinit { stop() }

  /// Stops the script.
  package func stop() {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  /// Waits until the script has printed this many lines after its port.
  package func lines(_ count: Int) async throws -> [String] {
    try await inTime("\(count) lines of the script") { [self] in
      try await blocking {
        while self.printed.withLock({ $0.count(where: \.isNewline) }) < count {
          let more = self.output.availableData
          guard !more.isEmpty else {
            throw Failure(description: "it printed no more than \(self.printed.withLock { $0 })")
          }
          self.printed.withLock { $0 += String(decoding: more, as: UTF8.self) }
        }
        return self.printed.withLock { $0.split(separator: "\n").map(String.init) }
      }
    }
  }
}
