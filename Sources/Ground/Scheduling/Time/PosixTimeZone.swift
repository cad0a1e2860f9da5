/// A TZ string such as `EST5EDT,M3.2.0,M11.1.0`: a standard offset and, if the zone has one, a
/// yearly rule for another (POSIX.1-2024 section 8.3, with the hours of RFC 9636 section 3.3.1).
///
/// Offsets here are seconds east of UTC; the string counts them west.
struct PosixTimeZone: Equatable {
  let standard: Int64
  let daylight: Daylight?

  struct Daylight: Equatable {
    let offset: Int64
    let start: YearlyMoment
    let end: YearlyMoment
  }

  /// Reads a whole TZ string; nil if it is not valid. Daylight saving time without dates is
  /// rejected. Its dates would come from a system default, on which a time zone file cannot rely.
  init?(_ text: [UInt8]) {
    var scanner = PosixTimeZoneScanner(text)
    guard scanner.name(), let west = scanner.offset(maximumHours: 24) else { return nil }
    standard = -west
    if scanner.isAtEnd {
      daylight = nil
      return
    }
    guard scanner.name() else { return nil }
    var offset = standard + 3600
    if !scanner.isNext(",") {
      guard let west = scanner.offset(maximumHours: 24) else { return nil }
      offset = -west
    }
    guard
      scanner.take(","), let start = scanner.yearlyMoment(),
      scanner.take(","), let end = scanner.yearlyMoment(),
      scanner.isAtEnd
    else { return nil }
    daylight = Daylight(offset: offset, start: start, end: end)
  }

  /// Extends the spans of a file by the rule of this string, which must also describe the last
  /// span.
  ///
  /// A few years are added on both sides, since a change can occur up to a week outside its year.
  ///
  /// - Returns: the time from which the offsets repeat those of 400 years before; nil if the last
  ///   span never ends.
  func extend(_ spans: inout [TimeZoneRules.Span]) -> Int64? {
    guard let last = spans.indices.last else { return nil }
    guard let daylight else {
      spans[last].offset = standard
      return nil
    }
    // In a file without transitions, the string applies to all times.
    let firstYear =
      last == 0 ? 0 : CalendarDate(daysSince1970: Int(floorDivide(spans[last].start, 86_400))).year
    let end = spans[last].start
    for change in changes(daylight, years: firstYear - 2...firstYear + 404) {
      if change.start <= end {
        spans[last].offset = change.offset
      } else {
        spans.append(change)
      }
    }
    let repeating = CalendarDate(year: firstYear + 402, month: 1, day: 1)
    return Int64(repeating.daysSince1970) * 86_400
  }

  /// The changes of these years, in order. If daylight saving time ends at the moment it begins
  /// again, it continues. A string expresses permanent daylight saving time this way.
  private func changes(
    _ daylight: Daylight, years: ClosedRange<Int>
  ) -> [TimeZoneRules.Span] {
    let starts = years.map { year in
      TimeZoneRules.Span(
        start: daylight.start.wallSeconds(in: year) - standard, offset: daylight.offset)
    }
    let beginnings = Set(starts.map(\.start))
    let ends = years.map { year in
      TimeZoneRules.Span(
        start: daylight.end.wallSeconds(in: year) - daylight.offset, offset: standard)
    }
    return (starts + ends.filter { !beginnings.contains($0.start) }).sorted { $0.start < $1.start }
  }
}

/// A date rule and a time: when the clock changes in each year.
struct YearlyMoment: Equatable {
  enum Day: Equatable {
    /// `Jn`: 1...365, 29 February not counted.
    case julian(Int)
    /// `n`: 0...365, 29 February counted.
    case ordinal(Int)
    /// `Mm.w.d`: weekday 0 (Sunday) to 6 of week 1...5 of the month; 5 is the last.
    case weekday(month: Int, week: Int, weekday: Int)
  }

  let day: Day
  /// Seconds from midnight on the clock before the change, up to a week before or after.
  let time: Int64

  /// The moment in a year, in wall-clock seconds since 1970.
  func wallSeconds(in year: Int) -> Int64 {
    Int64(daysSince1970(in: year)) * 86_400 + time
  }

  private func daysSince1970(in year: Int) -> Int {
    let newYear = CalendarDate(year: year, month: 1, day: 1).daysSince1970
    switch day {
    case .julian(let number):
      let isAfterLeapDay = CalendarDate.isLeap(year) && number >= 60
      return newYear + number - (isAfterLeapDay ? 0 : 1)
    case .ordinal(let number):
      return newYear + number
    case .weekday(let month, let week, let weekday):
      let first = CalendarDate(year: year, month: month, day: 1).daysSince1970
      // 1970-01-01 was a Thursday, number 4.
      let firstWeekday = (first + 4) - floorDivide(first + 4, 7) * 7
      let ahead = (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
      return first + (ahead < CalendarDate.length(ofMonth: month, in: year) ? ahead : ahead - 7)
    }
  }
}
