import WireText

/// A date and time as people and spreadsheets write it, for messages that say how to write it right.
///
/// Never used to import anything. Of two numbers that may be day and month, the format that was asked
/// for decides; if it names neither first, the date stays unknown unless one of them is above 12.
package struct LooseDateTime: Sendable {
  /// The differences from `HH:mm` followed by a date.
  package enum Oddity: Hashable, Sendable {
    case dateFirst, dateMissing, timeMissing, oneDigitHour, otherTimeSeparator, seconds, meridiem
    case hour24, offset
    /// No-break, several, none, or a `T`: anything but one U+0020 between time and date.
    case otherSpace
    /// Digits or signs that are not ASCII.
    case otherDigits
    /// The date is not in the format's pattern.
    case otherDate
  }

  package internal(set) var oddities: Set<Oddity> = []
  /// On the clock that wrote it; nil if day and month, or a part that is missing, leave it open.
  package internal(set) var local: LocalDateTime?
  /// Seconds east of UTC; nil if the text has no offset.
  package internal(set) var offset: Int?

  /// Characters of a text, at most.
  private static let longest = 64

  /// - Parameter format: the format that was asked for.
  /// - Returns: nil if the text is not a date and time, or one of the two.
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
  /// As it was written.
  let text: String
  let numbers: [Int]
  /// How many digits each had.
  let digits: [Int]
  /// The place of the month, if it is a word.
  var namedMonth: Int?

  /// The date, if the numbers leave no choice or the format makes it.
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
