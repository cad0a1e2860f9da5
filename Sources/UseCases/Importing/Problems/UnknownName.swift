/// A name that no agent or event type of the account has.
package struct UnknownName: Hashable, Sendable {
  /// The cell as messages show it, in quotes.
  let shown: String
  /// The most similar name in the account, in lower case; nil if none is similar.
  let nearest: String?
}
