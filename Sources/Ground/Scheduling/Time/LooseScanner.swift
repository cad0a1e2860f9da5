/// Reads date and time, in either order, from normalized characters.
struct LooseScanner {
  /// The parts that the scanner found.
  struct Parts {
    var date: LooseDate?
    var time: (hour: Int, minute: Int)?
    var offset: Int?
    var oddities: Set<LooseDateTime.Oddity> = []
  }

  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]
  private static let weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

  private let scalars: [Unicode.Scalar]
  private var place = 0
  private var found = Parts()

  init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

  /// The parts of the text; nil if it contains anything else.
  mutating func parts() -> Parts? {
    skipWeekday()
    if scanDate() {
      skipSeparator(afterDate: true)
      if scanTime() { found.oddities.insert(.dateFirst) }
    } else if scanTime() {
      skipSeparator(afterDate: false)
      skipWeekday()
      _ = scanDate()
    }
    skipBlanks()
    guard place == scalars.count, found.date != nil || found.time != nil else { return nil }
    return found
  }

  private var next: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

  private mutating func skipBlanks() { while next == " " { place += 1 } }

  /// The separator of date and time: blanks, a comma or a `T`.
  private mutating func skipSeparator(afterDate: Bool) {
    let start = place
    if next == "," { place += 1 }
    skipBlanks()
    if afterDate, next == "t" { place += 1 }
    let isUsual = place == start + 1 && scalars[start] == " "
    if !isUsual, place < scalars.count { found.oddities.insert(.otherSpace) }
  }

  private mutating func skipWeekday() {
    let start = place
    guard let word = scanWord(), Self.weekdays.contains(where: { word.hasPrefix($0) }) else {
      return place = start
    }
    found.oddities.insert(.otherDate)
    if next == "," || next == "." { place += 1 }
    skipBlanks()
  }

  /// A run of letters, if there is one.
  private mutating func scanWord() -> String? {
    let start = place
    while let scalar = next, ("a"..."z").contains(scalar) { place += 1 }
    guard place > start else { return nil }
    return String(String.UnicodeScalarView(scalars[start..<place]))
  }

  /// A run of at most `most` digits; nil if there is none.
  private mutating func scanNumber(_ most: Int) -> (value: Int, digits: Int)? {
    let start = place
    var value = 0
    while let scalar = next, ("0"..."9").contains(scalar), place - start <= most {
      value = value * 10 + Int(scalar.value - 0x30)
      place += 1
    }
    let digits = place - start
    guard (1...most).contains(digits) else {
      place = start
      return nil
    }
    return (value, digits)
  }

  private mutating func scan(_ scalar: Unicode.Scalar) -> Bool {
    guard next == scalar else { return false }
    place += 1
    return true
  }
}

// MARK: - Dates

extension LooseScanner {
  private mutating func scanDate() -> Bool {
    let start = place
    var numbers: [Int] = []
    var digits: [Int] = []
    var namedMonth: Int?
    if let (value, count) = scanNumber(8), count == 8 {
      numbers = [value / 10_000, value / 100 % 100, value % 100]
      digits = [4, 2, 2]
    } else {
      place = start
      for part in 0..<3 {
        if part > 0 { skipDateSeparator(besideWord: namedMonth != nil) }
        if let (value, count) = scanNumber(4) {
          numbers.append(value)
          digits.append(count)
        } else if let month = scanMonth(), namedMonth == nil {
          namedMonth = part
          numbers.append(month)
          digits.append(2)
        }
      }
    }
    // A time such as 08.00.00 is not a date.
    guard numbers.count == 3, namedMonth != nil || digits.contains(4) || hasDateSigns(from: start)
    else {
      place = start
      return false
    }
    let text = String(String.UnicodeScalarView(scalars[start..<place]))
    found.date = LooseDate(text: text, numbers: numbers, digits: digits, namedMonth: namedMonth)
    return true
  }

  private func hasDateSigns(from start: Int) -> Bool {
    scalars[start..<place].contains { $0 == "/" || $0 == "-" }
  }

  /// A sign between two parts of a date. Blanks are part of it only beside a month's name.
  private mutating func skipDateSeparator(besideWord: Bool) {
    let start = place
    if let scalar = next, "-/.,".unicodeScalars.contains(scalar) { place += 1 }
    guard next == " " else { return }
    skipBlanks()
    let isWordNext = next.map { ("a"..."z").contains($0) } ?? false
    if !besideWord, !isWordNext { place = start }
  }

  /// A month's English name, or its first three letters.
  private mutating func scanMonth() -> Int? {
    guard let word = scanWord(), let month = Self.months.firstIndex(of: String(word.prefix(3)))
    else { return nil }
    return month + 1
  }
}

// MARK: - Times

extension LooseScanner {
  private mutating func scanTime() -> Bool {
    let start = place
    guard let time = scanHourAndMinute() else {
      place = start
      return false
    }
    found.time = time
    scanMeridiem()
    scanOffset()
    return true
  }

  private mutating func scanHourAndMinute() -> (hour: Int, minute: Int)? {
    guard let (value, digits) = scanNumber(6) else { return nil }
    if digits > 2 {
      // 0800, 080000
      guard digits != 5, next != "/", next != "-", next != "." else { return nil }
      found.oddities.insert(.otherTimeSeparator)
      if digits == 6 { found.oddities.insert(.seconds) }
      let minutes = digits == 6 ? value / 100 : value
      return (minutes / 100, minutes % 100)
    }
    if digits == 1 { found.oddities.insert(.oneDigitHour) }
    guard let separator = next, ":.h".unicodeScalars.contains(separator) else {
      // 8 AM
      guard isMeridiemNext else { return nil }
      return (value, 0)
    }
    place += 1
    guard let (minute, count) = scanNumber(2), count == 2 else { return nil }
    if separator != ":" { found.oddities.insert(.otherTimeSeparator) }
    if next == separator {
      place += 1
      guard scanNumber(2) != nil else { return nil }
      found.oddities.insert(.seconds)
      if next == "." || next == ",", scan(next ?? "."), scanNumber(9) == nil { return nil }
    }
    return (value, minute)
  }

  private var isMeridiemNext: Bool {
    var copy = self
    return copy.meridiem() != nil
  }

  /// Reads `AM`, `pm` or `a.m.`, and returns whether the time is after noon; nil if there is none.
  private mutating func meridiem() -> Bool? {
    skipBlanks()
    guard let letter = next, letter == "a" || letter == "p" else { return nil }
    place += 1
    let isDotted = scan(".")
    guard scan("m") else { return nil }
    if isDotted { _ = scan(".") }
    return letter == "p"
  }

  private mutating func scanMeridiem() {
    guard isMeridiemNext, let isAfterNoon = meridiem(), let time = found.time else { return }
    found.oddities.insert(.meridiem)
    guard (1...12).contains(time.hour) else { return }
    found.time?.hour = time.hour % 12 + (isAfterNoon ? 12 : 0)
  }

  /// Reads an offset: `Z`, `UTC`, `+02:00`, `-0500`.
  private mutating func scanOffset() {
    let start = place
    skipBlanks()
    let zone = place
    if let word = scanWord(), !["z", "utc", "gmt"].contains(word) { return place = start }
    let isNamed = place > zone
    if let sign = next, sign == "+" || sign == "-" {
      let beforeSign = place
      place += 1
      if let seconds = scanOffsetNumber() {
        found.offset = sign == "-" ? -seconds : seconds
        found.oddities.insert(.offset)
        return
      }
      place = beforeSign
    }
    guard isNamed else { return place = start }
    found.offset = 0
    found.oddities.insert(.offset)
  }

  private mutating func scanOffsetNumber() -> Int? {
    guard let (value, digits) = scanNumber(4), digits != 3, next != "-", next != "/" else {
      return nil
    }
    if digits == 4 { return value / 100 * 3600 + value % 100 * 60 }
    guard scan(":") else { return value * 3600 }
    guard let (minute, _) = scanNumber(2) else { return nil }
    return value * 3600 + minute * 60
  }
}
