/// A day of the proleptic Gregorian calendar (ISO 8601): today's leap year rule, applied to every
/// year, with a year 0 before year 1.
///
/// Values are not checked here: `LocalDateTime` rejects dates that do not exist.
package struct CalendarDate: Hashable, Sendable {
  /// 1 to 9999.
  package let year: Int
  /// 1...12
  package let month: Int
  /// 1...31
  package let day: Int

  /// A date that exists.
  package init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// The calendar repeats after 400 years, which are also a whole number of weeks.
  static let daysPerCycle = 146_097

  /// Days since 1970-01-01, by Howard Hinnant's `days_from_civil`. Years are counted from March. So
  /// the leap day is the last day of a year, and the month lengths add up linearly. Shifts divide
  /// by four and round down, which is faster than a division.
  var daysSince1970: Int {
    let marchYear = month <= 2 ? year - 1 : year
    let marchMonth = month <= 2 ? month + 9 : month - 3
    let centuries = floorDivide(marchYear, 100)
    let leapDays = (marchYear >> 2) - centuries + (centuries >> 2)
    return marchYear * 365 + leapDays + (153 * marchMonth + 2) / 5 + day - 719_469
  }

  /// The reverse of `daysSince1970`: Hinnant's `civil_from_days`.
  init(daysSince1970: Int) {
    let days = daysSince1970 + 719_468
    let cycle = floorDivide(days, Self.daysPerCycle)
    let dayOfCycle = days - cycle * Self.daysPerCycle
    let yearOfCycle =
      (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
    let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    year = cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0)
  }

  static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  /// Days of a month, 28...31. `month` must be 1...12.
  package static func length(ofMonth month: Int, in year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

/// Division that rounds down, so that days before 1970 need no special case.
@inline(__always)
func floorDivide<Number: SignedInteger>(_ dividend: Number, _ divisor: Number) -> Number {
  let quotient = dividend / divisor
  return dividend % divisor < 0 ? quotient - 1 : quotient
}

extension Int {
  /// Decimal digits with leading zeros, for a number that is not negative.
  func padded(to width: Int) -> String {
    let digits = String(self)
    return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
  }
}
