import Postgres
import Scheduling
import Store

/// The changes that a file makes to the stored schedule.
struct ScheduleDifference {
  /// Events that are not stored yet, sorted by primary key.
  private(set) var insertions: [ScheduleEvent]
  /// Events that are stored with another end.
  private(set) var updates: [ScheduleEvent] = []
  private(set) var unchanged = 0

  /// Compares a file with the stored schedule. Valid as long as the account's advisory lock is
  /// held.
  ///
  /// - Parameters:
  ///   - sorted: the file's events sorted by primary key, without repeated identities.
  ///   - stored: all stored events of the same days, without repetition. Nil if they are far more
  ///     than the file's events. Each of the file's events is then queried, so that the cost
  ///     depends on the file alone.
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

  /// The maximum number of stored events to read for a file of `count` rows. Above this limit, each
  /// event is queried.
  static func limit(forRows count: Int) -> Int { 2 * count + 1000 }
}

/// Compares a file's events with the stored ones.
private struct Comparison {
  private let sorted: [ScheduleEvent]
  private(set) var isStored: [Bool]
  private(set) var updates: [ScheduleEvent] = []
  private(set) var unchanged = 0
  /// The index of the next stored event, if the stored events have the same order.
  private var expected = 0

  init(of sorted: [ScheduleEvent]) {
    self.sorted = sorted
    isStored = [Bool](repeating: false, count: sorted.count)
  }

  /// Compares a stored event. Call it once for each stored event.
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

  /// The index of the event with the same identity: the expected index, or one found by binary
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
