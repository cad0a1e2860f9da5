/// A character that may separate the columns of a line.
enum Separator: String, CaseIterable {
  case comma = ","
  case semicolon = ";"
  case tab = "\t"
  case pipe = "|"
  case fullWidthComma = "，"
  case caret = "^"
  case colon = ":"

  /// The name in the plural, as sentences use it.
  var plural: String {
    switch self {
    case .comma: "commas"
    case .semicolon: "semicolons"
    case .tab: "tabs"
    case .pipe: "pipes (|)"
    case .fullWidthComma: "full-width commas (U+FF0C)"
    case .caret: "carets (^)"
    case .colon: "colons"
    }
  }

  /// The cells of a line, unquoted by RFC 4180. A cell with bad quotes keeps its quotes.
  func cells(of line: String) -> [String] {
    var cells: [String] = []
    var cell = String.UnicodeScalarView()
    var isQuoted = false
    for scalar in line.unicodeScalars {
      if scalar == "\"" { isQuoted.toggle() }
      if !isQuoted, String(scalar) == rawValue {
        cells.append(Self.unquoted(String(cell)))
        cell = .init()
      } else {
        cell.append(scalar)
      }
    }
    // A quote that never closes must not hide the cells after it.
    if isQuoted {
      return line.unicodeScalars.split(separator: scalar, omittingEmptySubsequences: false)
        .map { String($0) }
    }
    return cells + [Self.unquoted(String(cell))]
  }

  private var scalar: Unicode.Scalar { rawValue.unicodeScalars[rawValue.startIndex] }

  private static func unquoted(_ cell: String) -> String {
    let scalars = cell.unicodeScalars
    guard scalars.count >= 2, scalars.first == "\"", scalars.last == "\"" else { return cell }
    let text = String(scalars.dropFirst().dropLast())
    let single = text.replacing("\"\"", with: "")
    return single.unicodeScalars.contains("\"") ? cell : text.replacing("\"\"", with: "\"")
  }
}
