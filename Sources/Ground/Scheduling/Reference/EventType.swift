/// A kind of work or absence: a shift, a break, a meeting, time off.
package struct EventType: ReferenceEntry {
  /// Unique within the account by its `MatchKey`.
  package var name: String
  /// A schedule file can name only active event types.
  package var isActive: Bool

  /// An event type whose name is as `ReferenceText.checked` returns it.
  package init(name: String, isActive: Bool = true) {
    self.name = name
    self.isActive = isActive
  }

  /// Agents and event types are numbered separately.
  package typealias ID = EventTypeID
  /// The name.
  package var matchedText: String { name }
}
