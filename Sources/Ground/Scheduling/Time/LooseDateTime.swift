import WireText

/// A date and time in any common notation, read only to suggest the right notation in messages.
///
/// Imports never use it. If two numbers can both be the day or the month, their order in the
/// requested format decides. If that format has the year first, the date is unknown unless one of
/// the numbers is above 12.
package struct LooseDateTime: Sendable {
  /// The differences from `HH:mm` followed by a date.
  package enum Oddity: Hashable, Sendable {
    case dateFirst, dateMissing, timeMissing, oneDigitHour, otherTimeSeparator, seconds, meridiem
    case hour24, offset
    /// The separator of time and date is not one U+0020: a no-break space, several blanks, none, or
    /// a `T`.
    case otherSpace
    /// Digits or signs that are not ASCII.
    case otherDigits
    /// The date is not in the format's pattern.
    case otherDate
  }

  package internal(set) var oddities: Set<Oddity> = []
  /// The local time as written; nil if a part is missing or day and month are ambiguous.
  package internal(set) var local: LocalDateTime?
  /// Seconds east of UTC; nil if the text has no offset.
  package internal(set) var offset: Int?

  /// The maximum length of a text, in characters.
  private static let longest = 64

  /// - Parameter format: the requested format.
  /// - Returns: nil if the text is neither a date, nor a time, nor both.
  package init?(_ text: String, as format: DateTimeFormat) {
    guard let normal = NormalScalars(text, limit: Self.longest) else { return nil }
    var scanner = LooseScanner(normal.scalars)
    guard let parts = scanner.parts() else { return nil }
    oddities = parts.oddities.union(normal.oddities)
    offset = parts.offset
    if parts.date == nil { oddities.insert(.dateMissing) }
    if parts.time == nil { oddities.insert(.timeMissing) }
    guard let numbers = parts.date, let date = numbers.date(as: format) else {
      if parts.date != nil { oddities.insert(.otherDate) }
      return
    }
    if !format.hasDate(numbers.text) { oddities.insert(.otherDate) }
    guard let time = parts.time else { return }
    let isMidnight = time.hour == 24 && time.minute == 0
    if isMidnight { oddities.insert(.hour24) }
    let fields = DateTimeFields(date: date, hour: isMidnight ? 0 : time.hour, minute: time.minute)
    local = fields.local.map { isMidnight ? $0.adding(days: 1) : $0 }
  }
}

extension DateTimeFormat {
  /// Whether a text is a date in this format's pattern.
  fileprivate func hasDate(_ text: String) -> Bool {
    let bytes = Array("00:00 \(text)".utf8)
    return bytes.withUnsafeBufferPointer { fields(of: $0) != nil }
  }

  /// Whether the day is before the month; nil if the year is first.
  fileprivate var isDayFirst: Bool? {
    switch self {
    case .yearMonthDay, .yearMonthDayCompact: nil
    case .monthDayYear, .monthDayYearUnpadded, .monthDayShortYear: false
    case .dayMonthYear: true
    }
  }
}

/// A text's characters in lower case, every blank as U+0020 and every digit in ASCII.
private struct NormalScalars {
  var scalars: [Unicode.Scalar] = []
  var oddities: Set<LooseDateTime.Oddity> = []

  init?(_ text: String, limit: Int) {
    for scalar in text.unicodeScalars {
      guard scalars.count < limit else { return nil }
      append(scalar)
    }
    if zip(scalars, scalars.dropFirst()).contains(where: { $0 == " " && $1 == " " }) {
      oddities.insert(.otherSpace)
    }
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x21...0x7E, 0x20:
      scalars += String(scalar).lowercased().unicodeScalars
    case 0xFF01...0xFF5E:
      oddities.insert(.otherDigits)
      Unicode.Scalar(scalar.value - 0xFEE0).map { append($0) }
    case 0x2010...0x2015, 0x2212:
      oddities.insert(.otherDate)
      scalars.append("-")
    case _ where scalar.properties.isWhitespace:
      oddities.insert(.otherSpace)
      scalars.append(" ")
    case _ where scalar.properties.numericType == .decimal:
      oddities.insert(.otherDigits)
      let value = UInt8(scalar.properties.numericValue ?? 0)
      scalars.append(Unicode.Scalar(UInt8(ascii: "0") + value))
    case _ where scalar.isUnseen: oddities.insert(.otherSpace)
    default: scalars.append(scalar)
    }
  }
}

/// The numbers of a date in the order of the text.
struct LooseDate {
  /// The date as it was written.
  let text: String
  let numbers: [Int]
  /// The number of digits of each number.
  let digits: [Int]
  /// The place of the month, if it is a word.
  var namedMonth: Int?

  /// The date; nil if the numbers are ambiguous and the format does not decide.
  func date(as format: DateTimeFormat) -> CalendarDate? {
    if let namedMonth {
      let others = [0, 1, 2].filter { $0 != namedMonth }
      let isYearFirst = digits[others[0]] == 4
      return CalendarDate(
        year: year(at: others[isYearFirst ? 0 : 1]), month: numbers[namedMonth],
        day: numbers[others[isYearFirst ? 1 : 0]])
    }
    let isYearFirst =
      digits[0] == 4 || digits[2] == 1
      || (digits[2] == 2 && format.isDayFirst == nil && text.contains("-"))
    if isYearFirst {
      return CalendarDate(year: year(at: 0), month: numbers[1], day: numbers[2])
    }
    let isDayFirst: Bool
    switch (numbers[0] > 12, numbers[1] > 12) {
    case (true, false): isDayFirst = true
    case (false, true): isDayFirst = false
    default:
      guard let asked = format.isDayFirst else { return nil }
      isDayFirst = asked
    }
    let (day, month) = isDayFirst ? (numbers[0], numbers[1]) : (numbers[1], numbers[0])
    return CalendarDate(year: year(at: 2), month: month, day: day)
  }

  private func year(at place: Int) -> Int {
    digits[place] <= 2 ? 2000 + numbers[place] : numbers[place]
  }
}
