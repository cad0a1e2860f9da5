/// A text that nobody may read in a log, a message or a dump: a password, a key, a token.
///
/// Every description of it, and of what holds it, shows an ellipsis in its place. It cannot be
/// encoded. Whoever needs the text asks for it by name.
package struct Secret: Sendable, Equatable {
  /// The text itself, for the one place that uses it.
  package let revealed: String

  package init(_ text: String) { revealed = text }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "…" }
  package var debugDescription: String { "…" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
