package import Logging
package import Postgres
package import Scheduling
import Store
import Synchronization
import Waiting

/// Reads all stored events of a file's days.
///
/// For a large file, it begins while the job still parses the file, on an idle connection of the
/// pool. Once the file is parsed, that connection and the job's connection share the remaining
/// days. The job reads any day that the other connection could not read.
///
/// The first events are added after the job has taken the account's advisory lock. The result is
/// valid while the lock is held.
package final class StoredDays: Sendable {
  private struct State {
    var known: Set<UTCDay> = []
    var first = Instant.latest
    var last = Instant.earliest
    /// The days that are still to be read, sorted.
    var waiting: [UTCDay] = []
    /// The stored events; nil if there are more than the limit.
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
  ///   - limit: the maximum number of events to read, each of 24 bytes.
  ///   - spare: the pool of the second connection, which is used only if it is idle; nil to read
  ///     everything on the job's connection.
  package init(account: AccountID, limit: Int, spare: ConnectionPool?, logger: Logger) {
    self.account = account
    self.limit = limit
    self.spare = spare
    self.logger = logger
    (wakeUps, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Adds the days of these events of the file.
  package func add(_ events: some Sequence<ScheduleEvent>) {
    var days: Set<UTCDay> = []
    // Most files have runs of events on one day. Only the first of a run is inserted.
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

  /// Ends the adding. The second connection returns to the pool once it has read the remaining
  /// days.
  package func finish() { waker.finish() }

  /// The stored events of all added days. Call it once, after `finish`.
  ///
  /// - Returns: nil if there are more than the limit.
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

  /// Cancels a reading whose result is not needed.
  package func cancel() { state.withLock { $0.task }?.cancel() }

  private func readAhead(on spare: ConnectionPool) async {
    do {
      _ = try await spare.withSpareConnection(
        leaving: HeadStart.connectionsLeft
      ) { connection in
        for await _ in wakeUps { try read(on: connection) }
      }
    } catch {
      logger.debug("read-ahead failed", metadata: ["error": "\(String(reflecting: error))"])
    }
  }

  /// Reads until no day remains.
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

  /// The windows of these days. If all events are added, the first and the last window end with the
  /// file.
  private func windows(of days: ArraySlice<UTCDay>) -> [ScheduleEventRepository.Window] {
    var windows = UTCDay.windows(of: days)
    guard spare == nil, !windows.isEmpty else { return windows }
    let (first, last) = state.withLock { ($0.first, $0.last) }
    windows[0].first = max(windows[0].first, first)
    windows[windows.count - 1].last = min(windows[windows.count - 1].last, last)
    return windows
  }

  /// The first of the remaining days, and how many more events may be read.
  ///
  /// With two connections, half of the days are taken at a time, so that both end at about the same
  /// time.
  private func takeDays() -> (days: ArraySlice<UTCDay>, room: Int)? {
    state.withLock { state in
      guard let events = state.events, !state.waiting.isEmpty else { return nil }
      let count = spare == nil ? state.waiting.count : max(8, state.waiting.count / 2)
      defer { state.waiting.removeFirst(min(count, state.waiting.count)) }
      return (state.waiting.prefix(count), max(0, limit - events.count))
    }
  }
}
