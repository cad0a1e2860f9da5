/// The name of an account outside the server: in access tokens, paths, links and commands.
///
/// The name belongs to the installation's other systems, so that the server compares it as it is:
/// letter case and blanks count.
package struct AccountName: Hashable, Sendable {
  /// The name as other systems write it.
  package let text: String

  /// Accepts a text that obeys the rule.
  ///
  /// - Returns: nil if the text does not obey it.
  package init?(_ text: String) {
    guard Self.isValid(text) else { return nil }
    self.text = text
  }

  /// Takes over a name that obeyed the rule when it was stored.
  package init(stored text: String) { self.text = text }

  /// The longest name, in bytes of UTF-8.
  package static let longest = 128

  /// The rule as a phrase, such as after "An account's id has".
  package static let rule = "1 to \(longest) bytes and no control characters"

  /// Whether the text obeys the rule. The ids of clients have the same rule.
  ///
  /// Tokens are issued and verified by this one rule, so the server accepts each token that it issued.
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
  /// A name in the source.
  ///
  /// - Precondition: the literal obeys the rule.
  package init(stringLiteral text: String) {
    precondition(Self.isValid(text), "an account's name has \(Self.rule)")
    self.text = text
  }
}
