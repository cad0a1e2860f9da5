/// A kind of work or absence: a shift, a break, a meeting, time off.
package struct EventType: Hashable, Sendable {
  /// Unique within the account, compared as `MatchKey` says.
  package let name: String

  package init(name: String) { self.name = name }
}
