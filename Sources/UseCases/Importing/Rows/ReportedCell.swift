import CSV
import Scheduling
import WireText

/// Reads cells that come from a corrected error report or that contain invisible characters.
enum ReportedCell {
  /// Other readings of a time cell that does not match its format: trimmed, then without the
  /// apostrophe of the report.
  static func readings(of cell: UnsafeBufferPointer<UInt8>) -> [[UInt8]] {
    guard let first = cell.first, let last = cell.last, cell.count <= longest else { return [] }
    // Most cells that are not times have visible ends.
    let isPlain = isVisible(first) && isVisible(last)
    if isPlain, first != FormulaCell.guardMark { return [] }
    let text = ReferenceText.trimmed(String(decoding: cell, as: UTF8.self))
    guard text.utf8.first == FormulaCell.guardMark else { return [Array(text.utf8)] }
    let unguarded = String(decoding: text.utf8.dropFirst(), as: UTF8.self)
    return [Array(text.utf8), Array(ReferenceText.trimmed(unguarded).utf8)]
  }

  /// Whether a cell has only blanks, invisible characters and control characters.
  static func isBlank(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
    if let first = cell.first, isVisible(first) { return false }
    var decoder = UTF8()
    var bytes = cell.makeIterator()
    while true {
      switch decoder.decode(&bytes) {
      case .scalarValue(let scalar): if !scalar.isBlankInSpreadsheets { return false }
      case .emptyInput: return true
      case .error: return false
      }
    }
  }

  /// The maximum length in bytes of a cell that is read in other ways.
  private static let longest = 512

  private static func isVisible(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7F }
}
