/// Reads `subject; name=value; name="value"` more leniently than RFC 9110, section 5.6.6.
///
/// It accepts blanks around `=`, unquoted values that are not tokens, and stray semicolons.
struct HeaderParameters {
  /// A parameter without `=`, a quote that never closes, or text after a closing quote.
  struct Malformed: Error {}

  /// The characters that a backslash in quotes escapes. Before another character the backslash is
  /// kept. Under `quotes`, two backslashes stay two, and the second escapes nothing.
  enum Escapes { case quotes, all }

  private static let quote = UInt8(ascii: "\"")
  private static let backslash = UInt8(ascii: "\\")
  private static let semicolon = UInt8(ascii: ";")

  /// The text before the first semicolon, in lower case.
  let subject: String

  private let escapes: Escapes
  private var rest: ArraySlice<UInt8>

  init(of value: ArraySlice<UInt8>, escapes: Escapes) {
    let end = value.firstIndex(of: Self.semicolon) ?? value.endIndex
    subject = ASCII.lowercased(ASCII.trimmed(value[..<end]))
    rest = value[end...]
    self.escapes = escapes
  }

  /// The next parameter, its name in lower case; nil after the last one.
  mutating func next() throws(Malformed) -> (name: String, value: [UInt8])? {
    rest = rest.drop { $0 == Self.semicolon || ASCII.isBlank($0) }
    guard !rest.isEmpty else { return nil }
    let name = rest.prefix { $0 != UInt8(ascii: "=") && $0 != Self.semicolon }
    rest = rest[name.endIndex...]
    guard rest.popFirst() == UInt8(ascii: "=") else { throw Malformed() }
    rest = rest.drop(while: ASCII.isBlank)
    let value = rest.first == Self.quote ? try takeQuoted() : takeUnquoted()
    return (ASCII.lowercased(ASCII.trimmed(name)), value)
  }

  private mutating func takeUnquoted() -> [UInt8] {
    let value = rest.prefix { $0 != Self.semicolon }
    rest = rest[value.endIndex...]
    return Array(ASCII.trimmed(value))
  }

  /// Browsers do not escape a backslash, even before the closing quote: `filename="x\"`. If a
  /// backslash that escapes leaves the value without a closing quote, backslashes escape nothing.
  private mutating func takeQuoted() throws(Malformed) -> [UInt8] {
    let start = rest
    do throws(Malformed) {
      return try takeQuoted(escapes)
    } catch {
      guard escapes == .quotes else { throw error }
      rest = start
      return try takeQuoted(nil)
    }
  }

  /// - Parameter escapes: nil if a backslash escapes nothing.
  private mutating func takeQuoted(_ escapes: Escapes?) throws(Malformed) -> [UInt8] {
    rest.removeFirst()
    var value: [UInt8] = []
    while let byte = rest.popFirst() {
      if byte == Self.quote {
        rest = rest.drop(while: ASCII.isBlank)
        guard rest.isEmpty || rest.first == Self.semicolon else { throw Malformed() }
        return value
      }
      guard let escapes, byte == Self.backslash, let escaped = rest.first else {
        value.append(byte)
        continue
      }
      switch escapes {
      case .quotes where escaped == Self.backslash:
        value += [byte, escaped]
        rest.removeFirst()
      case .quotes where escaped != Self.quote:
        value.append(byte)
      case .all, .quotes:
        value.append(escaped)
        rest.removeFirst()
      }
    }
    throw Malformed()
  }
}
