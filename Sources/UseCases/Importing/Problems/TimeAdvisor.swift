import Scheduling

/// Says what is wrong with a rejected time cell and how to write it.
struct TimeAdvisor {
  let format: DateTimeFormat
  let zone: TimeZoneRules
  /// Earlier advice by cell, since the rows of a team repeat their times.
  private var known: [[UInt8]: CellAdvice] = [:]

  /// The maximum number of cells whose advice is kept, and the maximum length of such a cell in
  /// bytes.
  private static let mostKnown = 1000
  private static let longestKnown = 64

  init(format: DateTimeFormat, zone: TimeZoneRules) {
    self.format = format
    self.zone = zone
  }

  /// - Parameter fields: the numbers in the cell; nil if it does not match the format.
  mutating func advice(
    on cell: UnsafeBufferPointer<UInt8>, _ fields: DateTimeFields?
  ) -> CellAdvice {
    let bytes = cell.count <= Self.longestKnown ? Array(cell) : []
    if let advice = known[bytes] { return advice }
    let advice =
      if let fields {
        LocalDateTime.scheduleYears ~= fields.date.year
          ? nonexistent(cell, fields) : year(cell, fields)
      } else {
        malformed(cell)
      }
    if !bytes.isEmpty, known.count < Self.mostKnown { known[bytes] = advice }
    return advice
  }

  /// Advice for a cell that does not match the format.
  private func malformed(_ cell: UnsafeBufferPointer<UInt8>) -> CellAdvice {
    let text = ReferenceText.trimmed(CellAdvice.text(of: cell))
    return CellAdvice(
      cell,
      fix: formulaFix(text) ?? formatFix(cell) ?? looseFix(text) ?? numberFix(text)
        ?? "Correct the cell.")
  }

  /// Advice for a cell that matches the format, but whose date or time does not exist.
  private func nonexistent(
    _ cell: UnsafeBufferPointer<UInt8>, _ fields: DateTimeFields
  ) -> CellAdvice {
    var fixes = [dayFix(fields)]
    let matches = format.others(matching: cell)
    if let local = matches.first?.local, let text = format.string(from: local) {
      fixes.append(
        "The cell matches \(listed(matches.map(\.format.rawValue))): if day and month are swapped, "
          + "write \(text).")
    }
    return CellAdvice(cell, fix: fixes.joined(separator: " "))
  }

  /// Advice for a cell that matches the format, but whose year is not a year of a schedule.
  private func year(_ cell: UnsafeBufferPointer<UInt8>, _ fields: DateTimeFields) -> CellAdvice {
    let year = fields.date.year
    let candidates = [(year - 543, "is in the Buddhist calendar and "), (2000 + year, "")]
    for (gregorian, calendar) in candidates where LocalDateTime.scheduleYears ~= gregorian {
      let date = CalendarDate(year: gregorian, month: fields.date.month, day: fields.date.day)
      let meant = DateTimeFields(date: date, hour: fields.hour, minute: fields.minute)
      guard let text = meant.local.flatMap(format.string) else { continue }
      return CellAdvice(
        cell, fix: "If \(year) \(calendar)means \(gregorian), write \(text).")
    }
    return CellAdvice(cell, fix: "Correct the year.")
  }

  // MARK: - Parts of a day

  private func dayFix(_ fields: DateTimeFields) -> String {
    let date = fields.date
    guard (1...12).contains(date.month) else { return "There is no month \(date.month)." }
    let length = CalendarDate.length(ofMonth: date.month, in: date.year)
    guard (1...length).contains(date.day) else {
      return "\(Self.months[date.month - 1]) \(date.year) has \(length) days."
    }
    guard fields.minute < 60 else { return "Minutes go from 00 to 59." }
    let onNextDay = DateTimeFields(date: date, hour: fields.hour - 24, minute: fields.minute)
    guard let local = onNextDay.local?.adding(days: 1), let text = format.string(from: local) else {
      return "Hours go from 00 to 23."
    }
    return "Write \(local.timeText) of the next day: \(text)."
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]

  // MARK: - Cells that are not in the format

  private func formulaFix(_ text: String) -> String? {
    let text = text.first == "'" ? String(text.dropFirst()) : text
    switch text.first {
    case "=", "@": return "The cell is a formula. Save the file with values instead of formulas."
    case "#" where text.allSatisfy { $0 == "#" }:
      return "The column was too narrow when the file was saved. Widen it and save the file again."
    case "#":
      return "The cell is a spreadsheet error. Correct its formula and save the file again."
    default: return nil
    }
  }

  private func formatFix(_ cell: UnsafeBufferPointer<UInt8>) -> String? {
    let matches = format.others(matching: cell)
    guard let first = matches.first else { return nil }
    let names = listed(matches.map(\.format.rawValue))
    if matches.allSatisfy({ $0.local == first.local }), let text = format.string(from: first.local)
    {
      return "The cell matches \(names). Write \(text), or upload the file with that date_format."
    }
    return
      "The cell matches \(names). Upload the file with the right date_format, or write the date "
      + "as \(format.datePattern)."
  }

  private func looseFix(_ text: String) -> String? {
    guard let loose = LooseDateTime(text, as: format) else { return nil }
    if loose.oddities.contains(.timeMissing) {
      return "The time is missing. Write it before the date."
    }
    if loose.oddities.contains(.dateMissing) {
      return "The date is missing. Write it after the time."
    }
    let rules = Self.rules.filter { loose.oddities.contains($0.oddity) }
      .map { $0.oddity == .otherDate ? "\($0.rule) \(format.datePattern)" : $0.rule }
    let ruleOfZone = loose.offset == nil ? [] : ["the local time in \(zone.name) without an offset"]
    guard !(rules + ruleOfZone).isEmpty else { return nil }
    let example = loose.local.flatMap { written($0, offset: loose.offset) }
    return "Write \(listed(rules + ruleOfZone))\(example.map { ": \($0)" } ?? "")."
  }

  private static let rules: [(oddity: LooseDateTime.Oddity, rule: String)] = [
    (.dateFirst, "the time first"), (.oneDigitHour, "two digits for the hour"),
    (.otherTimeSeparator, "a colon between hour and minute"), (.seconds, "no seconds"),
    (.meridiem, "the time on the 24-hour clock"), (.hour24, "24:00 as 00:00 of the next day"),
    (.otherDigits, "plain digits"), (.otherDate, "the date as"),
    (.otherSpace, "one ordinary space between time and date"),
  ]

  /// A local time as a cell, converted to the zone if it has an offset; nil if it is out of range.
  private func written(_ local: LocalDateTime, offset: Int?) -> String? {
    guard let offset else { return local.isInScheduleYears ? format.string(from: local) : nil }
    let instant = Instant(secondsSince1970: local.minutesSince1970 * 60 - Int64(offset))
    let inZone = zone.local(at: instant).dateTime
    return inZone.isInScheduleYears ? format.string(from: inZone) : nil
  }

  /// The fix for a number. Spreadsheets count days from 1899-12-30; other programs count seconds or
  /// milliseconds from 1970.
  private func numberFix(_ text: String) -> String? {
    guard let number = Double(text.replacing(",", with: ".")) else { return nil }
    let day = (number * 1440).rounded()
    if (36_526..<73_051).contains(number) {
      let local = LocalDateTime(minutesSince1970: Int64(day) - 25_569 * 1440)
      return "The cell is a spreadsheet's date number. Write \(format.string(from: local) ?? "")."
    }
    for unit in [1.0, 1000] where (9.4e8..<4.2e9).contains(number / unit) {
      let local = LocalDateTime(minutesSince1970: Int64(number / unit / 60))
      guard let text = written(local, offset: 0) else { continue }
      return "The cell is a Unix timestamp. Write \(text)."
    }
    return nil
  }
}

extension DateTimeFormat {
  /// The pattern of the date: `yyyy-MM-dd`.
  var datePattern: String { String(rawValue.dropFirst("HH:mm ".count)) }

  /// The other formats in which a cell is a time of a schedule.
  ///
  /// `M/d/yyyy` is left out if `MM/dd/yyyy` matches, since it matches every such cell too.
  func others(
    matching cell: UnsafeBufferPointer<UInt8>
  ) -> [(format: DateTimeFormat, local: LocalDateTime)] {
    var found: [(format: DateTimeFormat, local: LocalDateTime)] = []
    for format in DateTimeFormat.allCases where format != self {
      guard let local = try? format.parse(cell), local.isInScheduleYears else { continue }
      if format == .monthDayYearUnpadded, found.contains(where: { $0.format == .monthDayYear }) {
        continue
      }
      found.append((format, local))
    }
    return found
  }
}
