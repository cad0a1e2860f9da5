import Scheduling

/// In which other format the times of a file are right, if they are not in the one that was asked for.
///
/// Only cells that are times in some format count: a typo says nothing of the others. A file whose
/// format no other resembles costs nothing here once its first time was read, and others a look at
/// two digits a time.
struct FormatEvidence {
  private let asked: DateTimeFormat
  /// The formats in which every time so far is right, besides the one that was asked for.
  private var candidates: FormatSet
  /// Whether a time was right, and whether one was wrong, in the format that was asked for.
  private var hasRight = false
  private var hasWrong = false

  /// - Parameter isOpen: false if the format is decided already.
  init(asked: DateTimeFormat, isOpen: Bool) {
    self.asked = asked
    candidates = isOpen ? FormatSet(DateTimeFormat.allCases.filter { $0 != asked }) : []
  }

  /// Whether another format may turn out to be the right one.
  var isOpen: Bool { !candidates.isEmpty }

  /// The one other format in which every time of the file is right, if some are wrong in the one that
  /// was asked for; call it when all rows were read.
  var rightFormat: DateTimeFormat? {
    guard hasWrong else { return nil }
    var readings = candidates
    // It also takes what MM/dd/yyyy takes, and reads it alike.
    if readings.contains(.monthDayYear) { readings.remove(.monthDayYearUnpadded) }
    let formats = DateTimeFormat.allCases.filter { readings.contains(FormatSet([$0])) }
    return formats.count == 1 ? formats.first : nil
  }

  /// Notes a time that is right in the format that was asked for.
  @inline(__always)
  mutating func noteRight(_ cell: UnsafeBufferPointer<UInt8>) {
    if isOpen { keepFormats(of: cell) }
  }

  /// Notes a cell that is wrong in the format that was asked for.
  mutating func noteWrong(_ cell: UnsafeBufferPointer<UInt8>) {
    guard isOpen else { return }
    let matching = DateTimeFormat.allCases.filter { format in
      (try? format.parse(cell))?.isInScheduleYears ?? false
    }
    guard !matching.isEmpty else { return }
    candidates.formIntersection(FormatSet(matching))
    hasWrong = true
  }

  private mutating func keepFormats(of cell: UnsafeBufferPointer<UInt8>) {
    if !hasRight {
      hasRight = true
      candidates.formIntersection(asked.resembling)
    }
    switch asked {
    case .yearMonthDay, .yearMonthDayCompact, .monthDayShortYear: break
    case .monthDayYear:
      if candidates.contains(.dayMonthYear), !Self.isMonth(cell, at: 9) {
        candidates.remove(.dayMonthYear)
      }
    case .monthDayYearUnpadded:
      if cell.count < 16 {
        candidates = []
      } else if candidates.contains(.dayMonthYear), !Self.isMonth(cell, at: 9) {
        candidates.remove(.dayMonthYear)
      }
    case .dayMonthYear: if !Self.isMonth(cell, at: 6) { candidates = [] }
    }
  }

  /// Whether the day that a cell has in two digits at this place can be a month.
  private static func isMonth(_ cell: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
    cell[place] == UInt8(ascii: "0")
      || cell[place] == UInt8(ascii: "1") && cell[place + 1] <= UInt8(ascii: "2")
  }
}

/// Some of the six formats.
private struct FormatSet: OptionSet {
  let rawValue: UInt8

  static let monthDayYear = FormatSet([DateTimeFormat.monthDayYear])
  static let monthDayYearUnpadded = FormatSet([DateTimeFormat.monthDayYearUnpadded])
  static let dayMonthYear = FormatSet([DateTimeFormat.dayMonthYear])

  init(rawValue: UInt8) { self.rawValue = rawValue }

  init(_ formats: [DateTimeFormat]) {
    self.init(
      rawValue: formats.reduce(0) { bits, format in
        bits | 1 << UInt8(DateTimeFormat.allCases.firstIndex(of: format) ?? 0)
      })
  }
}

extension DateTimeFormat {
  /// The formats that read some of the texts that this one reads.
  fileprivate var resembling: FormatSet {
    switch self {
    case .yearMonthDay, .yearMonthDayCompact, .monthDayShortYear: []
    case .monthDayYear: [.monthDayYearUnpadded, .dayMonthYear]
    case .monthDayYearUnpadded: [.monthDayYear, .dayMonthYear]
    case .dayMonthYear: [.monthDayYear, .monthDayYearUnpadded]
    }
  }
}
