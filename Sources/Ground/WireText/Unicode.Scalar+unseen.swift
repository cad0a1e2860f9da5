// Invisible characters, in three sets for different purposes:
//
// | set                   | white space | control | format       | variation selectors | private |
// | --------------------- | ----------- | ------- | ------------ | ------------------- | ------- |
// | isUnseen              | not U+0020  | yes     | yes          | no                  | yes     |
// | isBlankInSpreadsheets | yes         | yes     | yes          | yes                 | no      |
// | isPadding             | yes         | blanks  | up to U+FFFF | no                  | no      |
//
// The first set is escaped in texts for people. It is large but does not break emoji. The second
// set cannot hide a formula, so it has every character that a spreadsheet skips. The third set is
// trimmed from names, so it has only characters that are never intended at their ends.
extension Unicode.Scalar {
  /// Whether a reader cannot see the character or takes it for a common blank.
  ///
  /// True for control, format, separator, private-use and unassigned code points, and for every
  /// blank but U+0020. Variation selectors, which belong to emoji, count as seen.
  package var isUnseen: Bool {
    if value >= 0x20, value < 0x7F { return false }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .privateUse,
      .unassigned, .surrogate:
      return true
    default:
      return properties.isDefaultIgnorableCodePoint && !(0xFE00...0xFE0F).contains(value)
    }
  }

  /// Whether a spreadsheet shows nothing for the character: white space, control, format and other
  /// invisible characters.
  package var isBlankInSpreadsheets: Bool {
    properties.isWhitespace || properties.isDefaultIgnorableCodePoint
      || properties.generalCategory == .control || properties.generalCategory == .format
  }

  /// Whether the character means nothing at the ends of a text: white space, or no width.
  @inlinable
  package var isPadding: Bool {
    value < 0x80
      ? value == 0x20 || (0x09...0x0D).contains(value)
      : properties.isWhitespace || isZeroWidth
  }

  /// Whether the character is a format character without width: a zero-width space or joiner, a
  /// byte order mark, a soft hyphen, or a directional mark, embedding or isolate.
  ///
  /// False beyond U+FFFF, where such characters belong to their neighbours: emoji flags, musical
  /// notation, shorthand.
  @usableFromInline
  package var isZeroWidth: Bool {
    value <= 0xFFFF && properties.generalCategory == .format
      && properties.isDefaultIgnorableCodePoint
  }

  /// The code point as Unicode writes it, such as `U+200B`.
  package var codePoint: String {
    let digits = String(value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
