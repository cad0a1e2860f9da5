/// Reads a TZ string from left to right. A method returns nil or false if it fails; the caller then
/// rejects the whole string.
struct PosixTimeZoneScanner {
  private let text: [UInt8]
  private var position = 0

  init(_ text: [UInt8]) {
    self.text = text
  }

  var isAtEnd: Bool { position == text.count }

  func isNext(_ scalar: Unicode.Scalar) -> Bool {
    position < text.count && text[position] == UInt8(ascii: scalar)
  }

  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard isNext(scalar) else { return false }
    position += 1
    return true
  }

  /// A designation: three letters or more, or `<+0330>` with digits and signs too.
  mutating func name() -> Bool {
    let isQuoted = take("<")
    let start = position
    while position < text.count, Self.isInName(text[position], quoted: isQuoted) { position += 1 }
    return position - start >= 3 && (!isQuoted || take(">"))
  }

  /// `[+-]hh[:mm[:ss]]` in seconds.
  mutating func offset(maximumHours: Int) -> Int64? {
    let sign: Int64 = take("-") ? -1 : 1
    if sign > 0 { _ = take("+") }
    guard let hours = number(0...maximumHours, maximumDigits: 3) else { return nil }
    var seconds = Int64(hours) * 3600
    for unit: Int64 in [60, 1] {
      guard take(":") else { break }
      guard let value = number(0...59, maximumDigits: 2) else { return nil }
      seconds += Int64(value) * unit
    }
    return sign * seconds
  }

  /// A date with an optional time, by default 02:00.
  mutating func yearlyMoment() -> YearlyMoment? {
    guard let day = day() else { return nil }
    guard take("/") else { return YearlyMoment(day: day, time: 7200) }
    guard let time = offset(maximumHours: 167) else { return nil }
    return YearlyMoment(day: day, time: time)
  }

  private mutating func day() -> YearlyMoment.Day? {
    if take("J") { return number(1...365, maximumDigits: 3).map { .julian($0) } }
    guard take("M") else { return number(0...365, maximumDigits: 3).map { .ordinal($0) } }
    guard
      let month = number(1...12, maximumDigits: 2), take("."),
      let week = number(1...5, maximumDigits: 1), take("."),
      let weekday = number(0...6, maximumDigits: 1)
    else { return nil }
    return .weekday(month: month, week: week, weekday: weekday)
  }

  private mutating func number(_ range: ClosedRange<Int>, maximumDigits: Int) -> Int? {
    let start = position
    var value = 0
    while position < text.count, position - start < maximumDigits {
      let digit = text[position] &- UInt8(ascii: "0")
      guard digit <= 9 else { break }
      value = value * 10 + Int(digit)
      position += 1
    }
    return position > start && range.contains(value) ? value : nil
  }

  private static func isInName(_ byte: UInt8, quoted: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"): quoted
    default: false
    }
  }
}
