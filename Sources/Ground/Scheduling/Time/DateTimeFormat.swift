/// The six formats of Start Time and End Time in a schedule file, as listed in the contract. The
/// raw value is the pattern that a client sends in `date_format`.
///
/// Numbers are ASCII digits with leading zeros, except month and day of `M/d/yyyy`. Dates are
/// proleptic Gregorian, years 0001...9999; two digits of a year are 2000...2099.
package enum DateTimeFormat: String, CaseIterable, Sendable {
  /// `09:00 2026-06-01`
  case yearMonthDay = "HH:mm yyyy-MM-dd"
  /// `09:00 20260601`
  case yearMonthDayCompact = "HH:mm yyyyMMdd"
  /// `09:00 06/01/2026`
  case monthDayYear = "HH:mm MM/dd/yyyy"
  /// `09:00 6/1/2026`; read with one or two digits for month and day, written without zeros
  case monthDayYearUnpadded = "HH:mm M/d/yyyy"
  /// `09:00 06/01/26`
  case monthDayShortYear = "HH:mm MM/dd/yy"
  /// `09:00 01/06/2026`
  case dayMonthYear = "HH:mm dd/MM/yyyy"

  /// The format of a file if the client sends no `date_format`.
  package static let `default` = DateTimeFormat.yearMonthDay
}

extension DateTimeFormat {
  /// 1 June 2026, 09:00 in this format, for messages.
  package var example: String {
    LocalDateTime(year: 2026, month: 6, day: 1, hour: 9, minute: 0).flatMap(string) ?? rawValue
  }

  /// The minute in this format; nil if the format cannot express it. That is a two-digit year
  /// outside 2000–2099, or any year outside 1–9999.
  package func string(from local: LocalDateTime) -> String? {
    let date = local.date
    let years = self == .monthDayShortYear ? 2000...2099 : 1...9999
    guard years.contains(date.year) else { return nil }
    let year = date.year.padded(to: 4)
    let month = date.month.padded(to: 2)
    let day = date.day.padded(to: 2)
    let text =
      switch self {
      case .yearMonthDay: "\(year)-\(month)-\(day)"
      case .yearMonthDayCompact: "\(year)\(month)\(day)"
      case .monthDayYear: "\(month)/\(day)/\(year)"
      case .monthDayYearUnpadded: "\(date.month)/\(date.day)/\(year)"
      case .monthDayShortYear: "\(month)/\(day)/\(year.suffix(2))"
      case .dayMonthYear: "\(day)/\(month)/\(year)"
      }
    return "\(local.timeText) \(text)"
  }
}
