/// Somebody whose work is scheduled.
package struct Agent: Hashable, Sendable {
  /// A display name; not matched against anything.
  package let name: String
  /// Unique within the account, compared as `MatchKey` says.
  package let email: String
  /// Only active agents can be scheduled.
  package let isActive: Bool

  package init(name: String, email: String, isActive: Bool) {
    self.name = name
    self.email = email
    self.isActive = isActive
  }
}
