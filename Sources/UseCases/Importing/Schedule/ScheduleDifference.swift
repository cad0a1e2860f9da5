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
  /// - Parameters:
  ///   - sorted: the file's events by primary key, no two of one identity.
  ///   - stored: all that is stored on their days, each once. Nil where that is far more than the
  ///     file has, since it is about a few agents of many; then each event is looked up: the cost
  ///     follows the file, whatever is stored.
  init(
    of sorted: consuming [ScheduleEvent], stored: [ScheduleEvent]?, account: AccountID,
    on connection: isolated PostgresConnection
  ) throws {
    insertions = sorted
    var comparison = Comparison(of: insertions)
    if let stored {
      for event in stored { comparison.note(event) }
    } else {
      try ScheduleEventRepository.forEachStored(
        like: insertions, account: account, on: connection
      ) { comparison.note($0) }
    }
    updates = comparison.updates
    unchanged = comparison.unchanged
    guard unchanged + updates.count > 0 else { return }
    insertions = zip(insertions, comparison.isStored).filter { !$0.1 }.map(\.0)
  }

  /// How many stored events are read for the sake of so many rows of a file, rather than looked up.
  static func limit(forRows count: Int) -> Int { 2 * count + 1000 }
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
