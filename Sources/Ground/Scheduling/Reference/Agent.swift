/// A person whose work is scheduled.
package struct Agent: ReferenceEntry {
  /// A display name. It is never compared with other text.
  package var name: String
  /// Unique within the account by its `MatchKey`.
  package var email: String
  /// A schedule file can name only active agents.
  package var isActive: Bool

  /// An agent whose texts are as `ReferenceText.checked` returns them.
  package init(name: String, email: String, isActive: Bool) {
    self.name = name
    self.email = email
    self.isActive = isActive
  }

  /// Agents and event types are numbered separately.
  package typealias ID = AgentID
  /// The e-mail.
  package var matchedText: String { email }
}
