extension DateTimeFormat {
  /// Reads a cell that holds exactly this format: no blanks around it, ASCII digits only.
  ///
  /// Runs once or twice per row of a file, so it allocates nothing and calls no formatter: one pass
  /// over at most 16 bytes that notes the first mismatch and goes on, and one check at the end.
  package func parse(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) throws(DateTimeFault) -> LocalDateTime {
    guard let fields = fields(of: bytes) else { throw .malformed }
    guard let local = fields.local else { throw .nonexistent }
    return local
  }

  /// The numbers of a cell in exactly this format, even if the date or time does not exist.
  @inline(__always)
  package func fields(of bytes: UnsafeBufferPointer<UInt8>) -> DateTimeFields? {
    var text = FieldScanner(bytes)
    let hour = text.digits(2)
    text.literal(":")
    let minute = text.digits(2)
    text.literal(" ")
    let date = text.date(in: self)
    guard text.matchesToTheEnd else { return nil }
    return DateTimeFields(date: date, hour: hour, minute: minute)
  }
}

/// Reads fields from left to right. It records a mismatch and then reads every field as zero.
private struct FieldScanner {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  private var matches = true

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  var matchesToTheEnd: Bool { matches && position == bytes.count }

  @inline(__always)
  mutating func literal(_ byte: Unicode.Scalar) {
    guard position < bytes.count, bytes[position] == UInt8(ascii: byte) else {
      matches = false
      return
    }
    position += 1
  }

  @inline(__always)
  mutating func digits(_ count: Int) -> Int {
    guard position + count <= bytes.count else {
      matches = false
      return 0
    }
    var number = 0
    for index in position..<position + count {
      let digit = bytes[index] &- UInt8(ascii: "0")
      matches = matches && digit <= 9
      number = number * 10 + Int(digit)
    }
    position += count
    return number
  }

  @inline(__always)
  mutating func oneOrTwoDigits() -> Int {
    let second = position + 1
    let hasTwo = second < bytes.count && bytes[second] &- UInt8(ascii: "0") <= 9
    return digits(hasTwo ? 2 : 1)
  }

  @inline(__always)
  mutating func date(in format: DateTimeFormat) -> CalendarDate {
    let year: Int
    let month: Int
    let day: Int
    switch format {
    case .yearMonthDay:
      year = digits(4)
      literal("-")
      month = digits(2)
      literal("-")
      day = digits(2)
    case .yearMonthDayCompact:
      year = digits(4)
      month = digits(2)
      day = digits(2)
    case .monthDayYear:
      (month, day) = slashed { $0.digits(2) }
      year = digits(4)
    case .monthDayYearUnpadded:
      (month, day) = slashed { $0.oneOrTwoDigits() }
      year = digits(4)
    case .monthDayShortYear:
      (month, day) = slashed { $0.digits(2) }
      year = 2000 + digits(2)
    case .dayMonthYear:
      (day, month) = slashed { $0.digits(2) }
      year = digits(4)
    }
    return CalendarDate(year: year, month: month, day: day)
  }

  /// Two numbers, each followed by a slash.
  @inline(__always)
  private mutating func slashed(_ number: (inout FieldScanner) -> Int) -> (Int, Int) {
    let first = number(&self)
    literal("/")
    let second = number(&self)
    literal("/")
    return (first, second)
  }
}
