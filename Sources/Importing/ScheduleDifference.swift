import Postgres
import Scheduling
import Store

/// What has to change so that the stored schedule holds a file's events.
struct ScheduleDifference {
  /// Not stored yet, in the order of the primary key.
  private(set) var insertions: [ScheduleEvent]
  /// Stored with another end.
  private(set) var updates: [ScheduleEvent] = []
  private(set) var unchanged = 0

  /// Compares with what is stored. True as long as the account's advisory lock is held.
  ///
  /// - Parameter events: no two of one identity.
  init(
    of events: consuming [ScheduleEvent], account: AccountID,
    on connection: isolated PostgresConnection
  ) throws {
    insertions = events
    insertions.sort { $0.precedes($1) }
    var isStored = [Bool](repeating: false, count: insertions.count)
    var expected = 0
    try ScheduleEventRepository.forEachStored(
      in: Self.windows(of: insertions), account: account, on: connection
    ) { event in
      guard let place = Self.place(of: event, in: insertions, expected: expected) else { return }
      expected = place + 1
      isStored[place] = true
      if insertions[place].end == event.end {
        unchanged += 1
      } else {
        updates.append(insertions[place])
      }
    }
    guard unchanged + updates.count > 0 else { return }
    insertions = zip(insertions, isStored).filter { !$0.1 }.map(\.0)
  }

  /// For each agent the stretch from its first event to its last.
  private static func windows(
    of sorted: [ScheduleEvent]
  ) -> [ScheduleEventRepository.Window] {
    var windows: [ScheduleEventRepository.Window] = []
    for event in sorted {
      if windows.last?.agent == event.agent {
        windows[windows.count - 1].last = event.start
      } else {
        windows.append(.init(agent: event.agent, first: event.start, last: event.start))
      }
    }
    return windows
  }

  /// Where the event of the same identity stands: at the place after the last one's, mostly;
  /// otherwise by binary search.
  private static func place(
    of event: ScheduleEvent, in sorted: [ScheduleEvent], expected: Int
  ) -> Int? {
    if expected < sorted.count, sorted[expected].hasIdentity(of: event) { return expected }
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle].precedes(event) { low = middle + 1 } else { high = middle }
    }
    return low < sorted.count && sorted[low].hasIdentity(of: event) ? low : nil
  }
}
