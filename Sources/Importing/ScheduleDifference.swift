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
  /// Reads what is stored in the file's time, which for a whole plan is what the file is about. Where
  /// that turns out to be far more, since the file is about a few agents of many, it looks each event
  /// up instead: the cost follows the file, whatever is stored.
  ///
  /// - Parameter events: no two of one identity.
  init(
    of events: consuming [ScheduleEvent], account: AccountID,
    on connection: isolated PostgresConnection
  ) throws {
    insertions = events
    guard !insertions.isEmpty else { return }
    insertions.sortByKey()
    var comparison = Comparison(of: insertions)
    let isWhole = try ScheduleEventRepository.forEachStored(
      in: Self.windows(of: insertions), limit: 2 * insertions.count + 1000, account: account,
      on: connection
    ) { comparison.note($0) }
    if !isWhole {
      comparison = Comparison(of: insertions)
      try ScheduleEventRepository.forEachStored(
        like: insertions, account: account, on: connection
      ) { comparison.note($0) }
    }
    updates = comparison.updates
    unchanged = comparison.unchanged
    guard unchanged + updates.count > 0 else { return }
    insertions = zip(insertions, comparison.isStored).filter { !$0.1 }.map(\.0)
  }

  /// The stretches of time with events, each with less than a day between one start and the next.
  private static func windows(
    of sorted: [ScheduleEvent]
  ) -> [ScheduleEventRepository.Window] {
    var windows: [ScheduleEventRepository.Window] = []
    for event in sorted {
      if let last = windows.last?.last,
        event.start.secondsSince1970 - last.secondsSince1970 < 86_400
      {
        windows[windows.count - 1].last = event.start
      } else {
        windows.append(.init(first: event.start, last: event.start))
      }
    }
    return windows
  }
}

/// A file's events next to the stored ones.
private struct Comparison {
  private let sorted: [ScheduleEvent]
  private(set) var isStored: [Bool]
  private(set) var updates: [ScheduleEvent] = []
  private(set) var unchanged = 0
  /// Where the next stored event belongs, if they come in the same order.
  private var expected = 0

  init(of sorted: [ScheduleEvent]) {
    self.sorted = sorted
    isStored = [Bool](repeating: false, count: sorted.count)
  }

  /// Takes in an event that is stored; each once.
  mutating func note(_ stored: ScheduleEvent) {
    guard let place = place(of: stored) else { return }
    expected = place + 1
    isStored[place] = true
    if sorted[place].end == stored.end {
      unchanged += 1
    } else {
      updates.append(sorted[place])
    }
  }

  /// Where the event of the same identity stands: where it is expected, mostly; otherwise by binary
  /// search.
  private func place(of event: ScheduleEvent) -> Int? {
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
