import WireText

/// The rule for the names and e-mails of accounts, clients, agents and event types.
package enum ReferenceText {
  /// The kind of a text, which determines the allowed characters.
  package enum Kind: Sendable {
    /// A text that people read; the names of event types are compared too. ZWNJ and ZWJ, which some
    /// scripts and emoji need, and the directional marks LRM, RLM and ALM are allowed inside.
    case name
    /// A text without invisible characters and without blanks other than U+0020.
    case email
    /// An identifier from another system. It is compared byte by byte, so nothing is trimmed.
    case identifier
  }

  /// The fault of a text, as the end of a sentence that begins with its name.
  package struct Fault: Error, Equatable, Sendable {
    /// The end of the sentence, such as `is empty.`
    package let ending: String
  }

  /// The maximum length in bytes of UTF-8. This is the length of the longest e-mail address (RFC
  /// 3696, erratum 1690), well below the limit of a PostgreSQL index.
  package static let longest = 320

  /// The text as it is stored: `trimmed`, unless it is an identifier.
  ///
  /// - Throws: the fault of the text.
  package static func checked(
    _ text: String, as kind: Kind = .name
  ) throws(Fault) -> String {
    let kept = kind == .identifier ? text : trimmed(text)
    if kept.unicodeScalars.allSatisfy(\.properties.isWhitespace) {
      throw Fault(ending: "is empty.")
    }
    if text.utf8.count > longest { throw Fault(ending: "has more than \(longest) bytes.") }
    // PostgreSQL cannot store a NUL in a text.
    if kept.utf8.contains(0) { throw Fault(ending: "has a NUL byte.") }
    if let scalar = kept.unicodeScalars.first(where: { $0.isRefused(in: kind) }) {
      throw Fault(
        ending: "has \(scalar.kindOfRefused) \(scalar.codePoint): \(ShownText.quoted(kept)). "
          + "Remove it.")
    }
    return kept
  }

  /// The text without white space, no-break spaces, byte order marks and characters without width
  /// at its ends. Spreadsheets and web pages add them.
  package static func trimmed(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.isPadding }),
      let last = scalars.lastIndex(where: { !$0.isPadding })
    else { return "" }
    return String(scalars[first...last])
  }

  /// Whether `trimmed` leaves the text unchanged. Only the first and last characters are examined.
  package static func isTrimmed(_ text: String) -> Bool {
    let scalars = text.unicodeScalars
    return !(scalars.first?.isPadding ?? false) && !(scalars.last?.isPadding ?? false)
  }
}

extension Unicode.Scalar {
  /// ZWNJ, ZWJ, LRM, RLM and ALM.
  private var isMeantInNames: Bool { (0x200C...0x200F).contains(value) || value == 0x061C }

  fileprivate func isRefused(in kind: ReferenceText.Kind) -> Bool {
    switch (kind, properties.generalCategory) {
    case (.identifier, _): false
    case (_, .control), (_, .lineSeparator), (_, .paragraphSeparator): true
    case (.name, _): isZeroWidth && !isMeantInNames
    case (.email, _): isZeroWidth || properties.isWhitespace && self != " "
    }
  }

  fileprivate var kindOfRefused: String {
    switch properties.generalCategory {
    case .control: "the control character"
    case .spaceSeparator: "the blank"
    default: "the invisible character"
    }
  }
}
