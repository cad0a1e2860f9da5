package import Logging
package import Postgres
package import Scheduling
import Store
import Synchronization
import Waiting

/// Reads all that is stored on a file's days.
///
/// Of a large file it begins while the rest is still being parsed, on a connection that nobody else
/// needs at the moment; what that has not read when the file is parsed, or could not read, the job and
/// it read together. It begins with the first events that it is told of, which is after the job has
/// taken the account's advisory lock, so what it has read stays true as long as that is held.
package final class StoredDays: Sendable {
  private struct State {
    var known: Set<UTCDay> = []
    var first = Instant.latest
    var last = Instant.earliest
    /// Those that are to be read, in order.
    var waiting: [UTCDay] = []
    /// Nil once there were more than the limit.
    var events: [ScheduleEvent]? = []
    var task: Task<Void, Never>?
  }

  private let account: AccountID
  private let limit: Int
  private let spare: ConnectionPool?
  private let logger: Logger
  private let wakeUps: AsyncStream<Void>
  private let waker: AsyncStream<Void>.Continuation
  private let state = Mutex(State())

  /// - Parameters:
  ///   - limit: events that it reads at most, 24 bytes of memory each.
  ///   - spare: where it takes a connection to read on while the file is parsed, if one can be spared;
  ///     nil to read nothing before.
  package init(account: AccountID, limit: Int, spare: ConnectionPool?, logger: Logger) {
    self.account = account
    self.limit = limit
    self.spare = spare
    self.logger = logger
    (wakeUps, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Takes note of events of the file.
  package func add(_ events: some Sequence<ScheduleEvent>) {
    var days: Set<UTCDay> = []
    // Of a run of events on one day, as an agent's are, only the first is looked up.
    var previous: UTCDay?
    var (first, last) = (Instant.latest, Instant.earliest)
    for event in events {
      let day = UTCDay(of: event.start)
      if day != previous { days.insert(day) }
      previous = day
      first = min(first, event.start)
      last = max(last, event.start)
    }
    state.withLock { state in
      state.first = min(state.first, first)
      state.last = max(state.last, last)
      days.subtract(state.known)
      guard !days.isEmpty else { return }
      state.known.formUnion(days)
      state.waiting += days
      state.waiting.sort()
      guard let spare else { return }
      if state.task == nil { state.task = Task { await readAhead(on: spare) } }
      waker.yield()
    }
  }

  /// Call it once all events are added: the spare connection goes back as soon as no day waits, however
  /// long the result is not asked for.
  package func finish() { waker.finish() }

  /// What is stored on the days of all events that were added; call it once, after `finish`.
  ///
  /// - Returns: nil where that is more than the limit.
  package func events(on connection: isolated PostgresConnection) async throws -> [ScheduleEvent]? {
    try read(on: connection)
    if let task = state.withLock({ $0.task }) {
      await task.valueCancelledWithWaiter
      try read(on: connection)
    }
    return state.withLock { state in
      defer { state.events = nil }
      return state.events
    }
  }

  /// Ends the reading where nobody will ask for its result.
  package func cancel() { state.withLock { $0.task }?.cancel() }

  private func readAhead(on spare: ConnectionPool) async {
    do {
      _ = try await spare.withSpareConnection(
        leaving: HeadStart.connectionsLeft
      ) { connection in
        for await _ in wakeUps { try read(on: connection) }
      }
    } catch {
      logger.debug("not read ahead", metadata: ["error": "\(String(reflecting: error))"])
    }
  }

  /// Reads until no day waits.
  private func read(on connection: isolated PostgresConnection) throws {
    while let (days, room) = takeDays() {
      var read: [ScheduleEvent] = []
      let isWhole: Bool
      do {
        isWhole = try ScheduleEventRepository.forEachStored(
          in: windows(of: days), limit: room, account: account, on: connection
        ) { read.append($0) }
      } catch {
        state.withLock { $0.waiting = (days + $0.waiting).sorted() }
        throw error
      }
      state.withLock { state in
        if isWhole { state.events?.append(contentsOf: read) } else { state.events = nil }
      }
    }
  }

  /// Of the first and the last day only what is in the file's time, where that is known by now.
  private func windows(of days: ArraySlice<UTCDay>) -> [ScheduleEventRepository.Window] {
    var windows = UTCDay.windows(of: days)
    guard spare == nil, !windows.isEmpty else { return windows }
    let (first, last) = state.withLock { ($0.first, $0.last) }
    windows[0].first = max(windows[0].first, first)
    windows[windows.count - 1].last = min(windows[windows.count - 1].last, last)
    return windows
  }

  /// The first of the waiting days, and how many events may still be read. A part of them where two
  /// connections read; then neither is left with much while the other has nothing to do.
  private func takeDays() -> (days: ArraySlice<UTCDay>, room: Int)? {
    state.withLock { state in
      guard let events = state.events, !state.waiting.isEmpty else { return nil }
      let count = spare == nil ? state.waiting.count : max(8, state.waiting.count / 2)
      defer { state.waiting.removeFirst(min(count, state.waiting.count)) }
      return (state.waiting.prefix(count), max(0, limit - events.count))
    }
  }
}
