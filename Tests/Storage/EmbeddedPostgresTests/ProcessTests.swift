import EmbeddedPostgres
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("Programs that are started at the same time", .timeLimit(.minutes(5)))
struct ProcessTests {
  private struct Pair: @unchecked Sendable {
    let short = process("/bin/true")
    let long = process("/bin/cat")

    private static func process(_ path: String) -> Process {
      let process = Process()
      process.executableURL = URL(filePath: path)
      return process
    }
  }

  private final class Pairs: Sendable {
    let started = Mutex<[Pair]>([])

    /// Starts some of the programs on a separate thread.
    func start(_ count: Int) async {
      await withCheckedContinuation { continuation in
        Thread.detachNewThread {
          for _ in 0..<count {
            let pair = Pair()
            pair.long.standardInput = Pipe.made()
            guard (try? pair.short.start()) != nil, (try? pair.long.start()) != nil else { break }
            self.started.withLock { $0.append(pair) }
          }
          continuation.resume()
        }
      }
    }
  }

  /// If long-running programs inherited descriptors of short ones, the end of the short ones would
  /// go unnoticed.
  @Test func `end independently, and each end is noticed`() async throws {
    let pairs = Pairs()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<16 { group.addTask { await pairs.start(8) } }
    }
    let started = pairs.started.withLock { $0 }
    #expect(started.count == 128)
    try await eventually("a short one is not seen to end") {
      !started.contains { $0.short.isRunning }
    }
    #expect(started.allSatisfy { !$0.short.isRunning && $0.long.isRunning })
    for pair in started { pair.long.terminate() }
  }
}
