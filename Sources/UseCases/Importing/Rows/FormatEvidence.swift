import Scheduling

/// Finds out whether all times of a file match another format than the chosen one.
///
/// Only cells that match some format are evidence, since a typo says nothing about the other cells.
/// If no other format resembles the chosen one, the first valid time settles the question.
/// Otherwise each time costs a comparison of two digits.
struct FormatEvidence {
  private let asked: DateTimeFormat
  /// The other formats that every time so far matches.
  private var candidates: FormatSet
  /// Whether a time matched the chosen format, and whether one did not match it.
  private var hasRight = false
  private var hasWrong = false

  /// - Parameters:
  ///   - asked: the chosen format.
  ///   - isOpen: false if the format is already decided.
  init(asked: DateTimeFormat, isOpen: Bool) {
    self.asked = asked
    candidates = isOpen ? FormatSet(DateTimeFormat.allCases.filter { $0 != asked }) : []
  }

  /// Whether another format may still be the right one.
  var isOpen: Bool { !candidates.isEmpty }

  /// The only other format that all times of the file match, if some times do not match the chosen
  /// format. Valid after all rows were read.
  var rightFormat: DateTimeFormat? {
    guard hasWrong else { return nil }
    var readings = candidates
    // This format matches every time in MM/dd/yyyy too, with the same result.
    if readings.contains(.monthDayYear) { readings.remove(.monthDayYearUnpadded) }
    let formats = DateTimeFormat.allCases.filter { readings.contains(FormatSet([$0])) }
    return formats.count == 1 ? formats.first : nil
  }

  /// Records a cell that matches the chosen format.
  @inline(__always)
  mutating func noteRight(_ cell: UnsafeBufferPointer<UInt8>) {
    if isOpen { keepFormats(of: cell) }
  }

  /// Records a cell that does not match the chosen format.
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

  /// Whether the two-digit day at this position of the cell could be a month.
  private static func isMonth(_ cell: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
    cell[place] == UInt8(ascii: "0")
      || cell[place] == UInt8(ascii: "1") && cell[place + 1] <= UInt8(ascii: "2")
  }
}

/// A set of formats.
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
  /// The other formats that match some texts of this one.
  fileprivate var resembling: FormatSet {
    switch self {
    case .yearMonthDay, .yearMonthDayCompact, .monthDayShortYear: []
    case .monthDayYear: [.monthDayYearUnpadded, .dayMonthYear]
    case .monthDayYearUnpadded: [.monthDayYear, .dayMonthYear]
    case .dayMonthYear: [.monthDayYear, .monthDayYearUnpadded]
    }
  }
}
