/// A minute on a wall clock without a zone, as in a cell of a schedule file.
///
/// `TimeZoneRules` converts it to an instant, if there is one.
package struct LocalDateTime: Hashable, Comparable, Sendable {
  /// Minutes from 1970-01-01T00:00 on the same wall clock.
  package let minutesSince1970: Int64

  /// A wall-clock minute by its number. Only years 0001–9999 can be written as text.
  package init(minutesSince1970: Int64) {
    self.minutesSince1970 = minutesSince1970
  }

  /// A wall-clock minute by its fields; nil if it does not exist: a year outside 1–9999, 30
  /// February, hour 24, minute 60.
  package init?(year: Int, month: Int, day: Int, hour: Int, minute: Int) {
    guard
      (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= CalendarDate.length(ofMonth: month, in: year),
      (0...23).contains(hour), (0...59).contains(minute)
    else { return nil }
    let days = CalendarDate(year: year, month: month, day: day).daysSince1970
    minutesSince1970 = Int64(days * 1440 + hour * 60 + minute)
  }

  /// The years that a schedule can use. A time outside them is a mistake: a year of another
  /// calendar, a two-digit year or a typo.
  package static let scheduleYears = 2000...2099

  /// The minutes of `scheduleYears`.
  private static let scheduleMinutes: Range<Int64> = 15_778_080..<68_374_080

  /// Whether the year is one of `scheduleYears`.
  package var isInScheduleYears: Bool { Self.scheduleMinutes.contains(minutesSince1970) }

  /// The day on the wall calendar.
  package var date: CalendarDate {
    CalendarDate(daysSince1970: Int(floorDivide(minutesSince1970, 1440)))
  }

  /// 0...23
  package var hour: Int { minuteOfDay / 60 }

  /// 0...59
  package var minute: Int { minuteOfDay % 60 }

  /// Orders readings of one clock by time.
  package static func < (left: LocalDateTime, right: LocalDateTime) -> Bool {
    left.minutesSince1970 < right.minutesSince1970
  }

  /// The same wall-clock time a number of days later.
  package func adding(days: Int) -> LocalDateTime {
    LocalDateTime(minutesSince1970: minutesSince1970 + Int64(days * 1440))
  }

  /// Seconds from 1970-01-01T00:00:00 on the same wall clock.
  var wallSeconds: Int64 { minutesSince1970 * 60 }

  private var minuteOfDay: Int {
    Int(minutesSince1970 - floorDivide(minutesSince1970, 1440) * 1440)
  }
}

extension LocalDateTime: CustomStringConvertible {
  /// `2026-03-08`
  package var dateText: String {
    let date = date
    return "\(date.year.padded(to: 4))-\(date.month.padded(to: 2))-\(date.day.padded(to: 2))"
  }

  /// `02:30`
  package var timeText: String { "\(hour.padded(to: 2)):\(minute.padded(to: 2))" }

  /// `2026-03-08 02:30`
  package var description: String { "\(dateText) \(timeText)" }
}
