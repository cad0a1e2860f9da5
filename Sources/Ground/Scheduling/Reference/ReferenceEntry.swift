/// An entry of an account's reference data, which the rows of a schedule file refer to: an agent or
/// an event type.
package protocol ReferenceEntry: Hashable, Sendable {
  /// The entry's number in the database.
  associatedtype ID: ReferenceID
  /// The text by which rows refer to the entry: an agent's e-mail, an event type's name.
  var matchedText: String { get }
  /// Only active entries can be scheduled.
  var isActive: Bool { get }
}
