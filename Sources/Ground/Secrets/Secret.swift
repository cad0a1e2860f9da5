/// A text that must not appear in a log, a message or a dump: a password, a key, a token.
///
/// Every description of a secret, and of a value that contains one, shows an ellipsis instead. A
/// secret cannot be encoded. Code that needs the text reads `revealed`.
package struct Secret: Sendable, Equatable {
  /// The text itself. Read it only where it is needed.
  package let revealed: String

  /// Wraps a text so that it is never shown.
  package init(_ text: String) { revealed = text }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// An ellipsis instead of the text.
  package var description: String { "…" }
  /// An ellipsis.
  package var debugDescription: String { "…" }
  /// A mirror without children, so that a dump shows nothing.
  package var customMirror: Mirror { Mirror(self, children: []) }
}
