import WireText

/// Text from outside, as messages, tables and logs show it to a person.
///
/// A terminal obeys control characters and nobody sees format characters, so both are written as
/// escapes. Long text is cut.
package enum ShownText {
  /// The maximum number of characters shown. Longer text ends in an ellipsis.
  package static let longest = 60

  /// The maximum number of code points per character, averaged over a text that is shown in full.
  private static let longestCharacter = 8

  /// The text with every character escaped that a reader cannot see or a terminal obeys: `\n`,
  /// `\r`, `\t`, and `\u{200B}` for the others. A blank (U+0020) stays; a backslash is not escaped.
  ///
  /// - Parameter limit: the maximum length of the result, in characters.
  package static func escaped(_ text: some StringProtocol, limit: Int = longest) -> String {
    if text.utf8.count <= limit, text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) {
      return String(text)
    }
    var shown = ""
    var count = 0
    // A character may have any number of combining marks.
    var scalars = 0
    // The beginning of the text that leaves room for an ellipsis.
    var beginning = ""
    for character in text {
      let piece = escaped(character)
      count += piece.count
      scalars += piece.unicodeScalars.count
      if count < limit { beginning = shown + piece }
      guard count <= limit, scalars / longestCharacter <= limit else { return beginning + "…" }
      shown += piece
    }
    return shown
  }

  /// The escaped text within double quotes, as a sentence quotes it.
  package static func quoted(_ text: some StringProtocol, limit: Int = longest) -> String {
    "\"\(escaped(text, limit: limit))\""
  }

  /// The character itself if all of it is visible.
  private static func escaped(_ character: Character) -> String {
    guard character.unicodeScalars.contains(where: \.isUnseen) else { return String(character) }
    return character.unicodeScalars.map { scalar in
      switch scalar {
      case "\n": "\\n"
      case "\r": "\\r"
      case "\t": "\\t"
      default:
        scalar.isUnseen
          ? "\\u{\(String(scalar.value, radix: 16, uppercase: true))}" : String(scalar)
      }
    }.joined()
  }
}
