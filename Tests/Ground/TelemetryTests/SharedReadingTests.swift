import Synchronization
import Telemetry
import TestSupport
import Testing

@Suite("A shared reading", .timeLimit(.minutes(5)))
struct SharedReadingTests {
  /// A source whose readings a test releases one by one.
  private final class Source: Sendable {
    private let state = Mutex<(started: Int, results: [CheckedContinuation<Int, any Error>])>(
      (0, []))

    var started: Int { state.withLock { $0.started } }

    func read() async throws -> Int {
      try await withCheckedThrowingContinuation { continuation in
        state.withLock { state in
          state.started += 1
          state.results.append(continuation)
        }
      }
    }

    /// Waits for a reading to begin, and ends it.
    func finish(_ result: Result<Int, any Error>) async throws {
      try await eventually("no reading began") {
        guard let reading = state.withLock({ $0.results.popLast() }) else { return false }
        reading.resume(with: result)
        return true
      }
    }
  }

  private struct Failure: Error {}

  private let source = Source()

  @Test func `is read once for concurrent callers, and cached for its lifetime`()
    async throws
  {
    let time = SharedTime()
    let reading = SharedReading(lifetime: .seconds(1), now: { time.now }) { [source] in
      try await source.read()
    }
    async let values = withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<100 { group.addTask { try await reading.value() } }
      return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
    }
    try await source.finish(.success(1))
    #expect(try await values == [1])
    time.advance(by: .milliseconds(999))
    #expect(try await reading.value() == 1)
    #expect(source.started == 1)
    time.advance(by: .milliseconds(1))
    async let second = reading.value()
    try await source.finish(.success(2))
    #expect(try await second == 2)
    #expect(source.started == 2)
  }

  @Test func `that takes long is cached for its lifetime from its end`() async throws {
    let time = SharedTime()
    let reading = SharedReading(lifetime: .seconds(1), now: { time.now }) { [source] in
      time.advance(by: .seconds(5))
      return try await source.read()
    }
    async let first = reading.value()
    try await source.finish(.success(1))
    #expect(try await first == 1)
    time.advance(by: .milliseconds(999))
    #expect(try await reading.value(within: .seconds(5)) == 1)
    #expect(source.started == 1)
  }

  @Test func `that fails is not cached`() async throws {
    let reading = SharedReading(lifetime: .seconds(3600)) { [source] in try await source.read() }
    let first = Task { try await reading.value() }
    try await source.finish(.failure(Failure()))
    await #expect(throws: Failure.self) { try await first.value }
    async let second = reading.value()
    try await source.finish(.success(2))
    #expect(try await second == 2)
  }

  @Test func `ends for a caller that is cancelled or times out, but not for the others`()
    async throws
  {
    let reading = SharedReading(lifetime: .seconds(3600)) { [source] in try await source.read() }
    let patient = Task { try await reading.value() }
    let cancelled = Task { try await reading.value() }
    await #expect(throws: SharedReading<Int>.Overdue.self) {
      try await inTime("the end of its patience") {
        try await reading.value(within: .milliseconds(1))
      }
    }
    cancelled.cancel()
    await #expect(throws: CancellationError.self) {
      try await inTime("the end of a cancelled reading") { try await cancelled.value }
    }
    try await source.finish(.success(1))
    #expect(try await patient.value == 1)
    #expect(source.started == 1)
  }
}

/// A clock that only a test moves.
private final class SharedTime: Sendable {
  private let instant = Mutex(ContinuousClock.now)

  var now: ContinuousClock.Instant { instant.withLock { $0 } }
  func advance(by duration: Duration) { instant.withLock { $0 += duration } }
}
