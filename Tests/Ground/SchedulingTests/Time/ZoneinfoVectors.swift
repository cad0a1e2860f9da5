import EmbeddedPostgres
import Foundation

/// Runs zoneinfo_vectors.py and passes its lines on as they arrive.
struct ZoneinfoVectors {
  struct Failure: Error {
    let status: Int32
  }

  /// Calls `body` with each line, without its line feed.
  static func lines(
    _ arguments: [String], _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "zoneinfo_vectors.py")
    try run([script.path(percentEncoded: false)] + arguments, body)
  }

  private static func run(
    _ arguments: [String], _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) throws {
    let python = Process()
    let output = Pipe.made()
    python.executableURL = URL(filePath: "/usr/bin/env")
    python.arguments = ["python3"] + arguments
    python.standardOutput = output
    try python.start()
    var pending: [UInt8] = []
    while let chunk = try output.fileHandleForReading.read(upToCount: 1 << 16), !chunk.isEmpty {
      pending += chunk
      let consumed = pending.withUnsafeBufferPointer { forEachField(of: $0, endedBy: "\n", body) }
      pending.removeFirst(consumed)
    }
    python.waitUntilExit()
    guard python.terminationStatus == 0 else { throw Failure(status: python.terminationStatus) }
  }

  /// Calls `body` with each part that ends with `end`, and returns the number of bytes read.
  ///
  /// Searches with memchr, since a loop in a debug build would be slower than Python.
  @discardableResult
  static func forEachField(
    of bytes: UnsafeBufferPointer<UInt8>, endedBy end: Unicode.Scalar,
    _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) -> Int {
    guard let base = bytes.baseAddress else { return 0 }
    var start = 0
    while let found = memchr(base + start, Int32(end.value), bytes.count - start) {
      let stop = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
      body(UnsafeBufferPointer(rebasing: bytes[start..<stop]))
      start = stop + 1
    }
    return start
  }
}
