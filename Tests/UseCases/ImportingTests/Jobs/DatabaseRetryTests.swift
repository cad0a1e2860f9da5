import Importing
import Postgres
import Synchronization
import Testing

@Suite("A retry while the database is unavailable", .timeLimit(.minutes(5)))
struct DatabaseRetryTests {
  /// A clock that advances only by the pauses.
  private final class Time: Sendable {
    private let state = Mutex<(now: ContinuousClock.Instant, pauses: [Duration])>((.now, []))

    var now: ContinuousClock.Instant { state.withLock { $0.now } }
    var pauses: [Duration] { state.withLock { $0.pauses } }

    func pause(_ duration: Duration) {
      state.withLock { state in
        state.now += duration
        state.pauses.append(duration)
      }
    }
  }

  /// Work that fails a number of times before it succeeds.
  private final class Work: Sendable {
    private let failuresLeft: Mutex<Int>
    let error: PostgresError

    init(failures: Int, error: PostgresError = .connectionFailed("refused")) {
      failuresLeft = Mutex(failures)
      self.error = error
    }

    func run() throws -> String {
      let fails = failuresLeft.withLock { left in
        left -= 1
        return left >= 0
      }
      if fails { throw error }
      return "done"
    }
  }

  private let time = Time()

  private var retry: DatabaseRetry {
    DatabaseRetry(now: { [time] in time.now }, pause: { [time] in time.pause($0) })
  }

  @Test func `continues for hours, at intervals of at most 2 s`() async throws {
    let work = Work(failures: 5000)
    #expect(try await retry.run { try work.run() } == "done")
    let first: [Duration] = [.milliseconds(250), .milliseconds(500), .seconds(1), .seconds(2)]
    #expect(Array(time.pauses.prefix(4)) == first)
    #expect(time.pauses.count == 5000)
    #expect(time.pauses.dropFirst(4).allSatisfy { $0 == .seconds(2) })
  }

  @Test func `does not pause before or after a success`() async throws {
    #expect(try await retry.run { "done" } == "done")
    #expect(time.pauses.isEmpty)
  }

  @Test func `ends with a permanent error`() async throws {
    let work = Work(failures: 1, error: .decoding("column 1"))
    await #expect(throws: PostgresError.self) { try await retry.run { try work.run() } }
    #expect(time.pauses.isEmpty)
  }

  @Test func `continues for 6 s during a shutdown`() async throws {
    let task = Task { [retry] in
      withUnsafeCurrentTask { $0?.cancel() }
      let work = Work(failures: 5000)
      return try await retry.run { try work.run() }
    }
    await #expect(throws: PostgresError.self) { try await task.value }
    // 0.25, 0.5, 1, 2, 2 and 2 s: the failure at 5.75 s is before the limit, the next is not.
    #expect(time.pauses.count == 6)
  }

  @Test func `succeeds in a shutdown if the database is available again`() async throws {
    let task = Task { [retry] in
      withUnsafeCurrentTask { $0?.cancel() }
      let work = Work(failures: 5)
      return try await retry.run {
        #expect(!Task.isCancelled)
        return try work.run()
      }
    }
    #expect(try await task.value == "done")
  }
}
