import WireText

/// Cells that a spreadsheet may run as a formula when it opens a CSV file.
package enum FormulaCell {
  /// The mark before a cell that makes a spreadsheet show the cell as text.
  package static let guardMark = UInt8(ascii: "'")

  /// Whether a spreadsheet may run the cell.
  ///
  /// True if the first visible character is `=`, `+`, `-` or `@`, including full-width and small
  /// forms. Also true if the cell begins with a tab, a carriage return or a line feed. Spreadsheets
  /// drop leading blanks and invisible characters, some only on request. So these do not hide a
  /// formula.
  package static func mayRun(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = cell.first else { return false }
    if first > 0x20, first < 0x7F { return isSign(Unicode.Scalar(first)) }
    if first == 0x09 || first == 0x0A || first == 0x0D { return true }
    var decoder = UTF8()
    var bytes = cell.makeIterator()
    while case .scalarValue(let scalar) = decoder.decode(&bytes) {
      if !scalar.isBlankInSpreadsheets { return isSign(scalar) }
    }
    return false
  }

  /// The cell as a spreadsheet shows it, with the mark in front if it needs one.
  package static func guarded(_ cell: String) -> String {
    var cell = cell
    let mayRun = cell.withUTF8 { Self.mayRun($0) }
    return mayRun ? "'" + cell : cell
  }

  /// The four signs in ASCII, full-width (U+FF0B…) and small (U+FE62…).
  private static func isSign(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "=", "+", "-", "@", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}", "\u{FE66}",
      "\u{FE62}", "\u{FE63}", "\u{FE6B}":
      true
    default: false
    }
  }
}
