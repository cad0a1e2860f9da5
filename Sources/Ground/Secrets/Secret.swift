/// A text that must not appear in a log, a message or a dump: a password, a key, a token.
///
/// Every description of a secret, and of a value that contains one, shows an ellipsis instead. A
/// secret cannot be encoded. Code that needs the text reads `revealed`.
package struct Secret: Sendable, Equatable {
  /// The text itself, for the one place that uses it.
  package let revealed: String

  /// Keeps the text from being shown.
  package init(_ text: String) { revealed = text }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// An ellipsis, as every other description.
  package var description: String { "…" }
  /// An ellipsis.
  package var debugDescription: String { "…" }
  /// A mirror without children, so that a dump shows nothing.
  package var customMirror: Mirror { Mirror(self, children: []) }
}
