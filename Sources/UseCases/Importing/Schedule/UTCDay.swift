package import Scheduling
package import Store

/// A day of UTC.
package struct UTCDay: Hashable, Comparable {
  private static let length: Int64 = 86_400

  /// Days since 1970-01-01.
  private let number: Int64

  /// The day of an instant.
  package init(of instant: Instant) { number = instant.daysSince1970 }

  /// Whether one day is before the other.
  package static func < (one: UTCDay, other: UTCDay) -> Bool { one.number < other.number }

  /// One window of time for each run of consecutive days.
  ///
  /// - Parameter days: sorted, each day once.
  package static func windows(of days: some Sequence<UTCDay>) -> [ScheduleEventRepository.Window] {
    var windows: [ScheduleEventRepository.Window] = []
    var before: UTCDay?
    for day in days {
      let last = Instant(secondsSince1970: (day.number + 1) * length - 1)
      if let before, before.number + 1 == day.number {
        windows[windows.count - 1].last = last
      } else {
        windows.append(.init(first: Instant(secondsSince1970: day.number * length), last: last))
      }
      before = day
    }
    return windows
  }
}
