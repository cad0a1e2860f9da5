/// The name of an account outside the server: in access tokens, paths, links and commands.
///
/// Other systems of the installation assign the name, so the server compares it exactly. Letter
/// case and blanks are significant.
package struct AccountName: Hashable, Sendable {
  /// The name as other systems write it.
  package let text: String

  /// Creates a name from a text that obeys the rule.
  ///
  /// - Returns: nil if the text does not obey it.
  package init?(_ text: String) {
    guard Self.isValid(text) else { return nil }
    self.text = text
  }

  /// Creates a name from the database. It was checked before it was stored.
  package init(stored text: String) { self.text = text }

  /// The longest name, in bytes of UTF-8.
  package static let longest = 128

  /// The rule as a phrase, for sentences such as "An account's id has …".
  package static let rule = "1 to \(longest) bytes and no control characters"

  /// Whether the text obeys the rule. Client ids follow this rule too.
  ///
  /// Tokens are issued and verified by this one rule, so the server accepts each token that it
  /// issued.
  package static func isValid(_ text: String) -> Bool {
    (1...longest).contains(text.utf8.count)
      && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
  }
}

extension AccountName: CustomStringConvertible {
  /// The name itself.
  package var description: String { text }
}

extension AccountName: ExpressibleByStringLiteral {
  /// Creates a name from a literal in the source code.
  ///
  /// - Precondition: the literal obeys the rule.
  package init(stringLiteral text: String) {
    precondition(Self.isValid(text), "an account's name has \(Self.rule)")
    self.text = text
  }
}
