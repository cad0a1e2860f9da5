import Scheduling
import WireText

/// A cell where a title should be.
enum HeaderTitle {
  /// The longest cell in bytes that may be a title. Longer cells are not compared.
  static let longest = 100

  /// The letters and digits of a title in lower case, equal for every spelling of the title. Empty
  /// for a cell that is too long.
  static func key(of title: String) -> String {
    var key = String.UnicodeScalarView()
    guard title.utf8.count <= longest else { return "" }
    for scalar in title.unicodeScalars where scalar.properties.isAlphabetic || isDigit(scalar) {
      key.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
    }
    return String(key)
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .decimalNumber
  }

  /// Whether a cell probably means a title: a third of its letters may be wrong, or its end
  /// missing.
  static func isNear(_ cell: String, _ title: String) -> Bool {
    let cell = key(of: cell)
    guard !cell.isEmpty else { return false }
    let title = key(of: title)
    return EditDistance.between(cell, title) <= title.utf8.count / 3
      || (cell.utf8.count >= 3 && title.hasPrefix(cell))
  }

  /// `Column 2 of the header is "agent email", in a different letter case. Write "Agent Email".`
  static func correction(of cell: String, inColumn column: Int, to title: String) -> String {
    let difference = difference(of: cell, from: title).map { ", \($0)" } ?? ""
    return """
      Column \(column) of the header is \(ShownText.quoted(cell))\(difference). \
      Write \(ShownText.quoted(title)).
      """
  }

  /// A difference from the title that is hard to see; nil if there is none.
  private static func difference(of cell: String, from title: String) -> String? {
    if cell.hasPrefix("ï»¿") { return "with a byte order mark that was saved as text" }
    // U+FFFD stands for bytes that were already reported.
    if let foreign = cell.unicodeScalars.first(where: { $0.isUnseen || $0.value > 0x7F }) {
      return foreign == "\u{FFFD}" ? nil : "with \(foreign.shownName)"
    }
    if cell.lowercased() == title.lowercased() { return "in a different letter case" }
    if cell.contains("\"") || cell.contains("'") { return "with a quotation mark" }
    if cell.replacing(" ", with: "") == title.replacing(" ", with: "") {
      return cell.utf8.count > title.utf8.count ? "with an extra space" : "without its space"
    }
    return nil
  }
}

extension Unicode.Scalar {
  /// `a no-break space (U+00A0)`
  var shownName: String {
    let name =
      switch self {
      case "\t": "tab"
      case "\n": "line break"
      case "\r": "carriage return"
      case "\0": "NUL"
      case "\u{FEFF}": "byte order mark"
      default: properties.name?.lowercased()
      }
    guard let name else { return "the character \(codePoint)" }
    return "\(name.first.map { "aeiou".contains($0) } ?? false ? "an" : "a") \(name) (\(codePoint))"
  }
}
