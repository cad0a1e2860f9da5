/// An agent's number in the database; it belongs to one account.
package struct AgentID: ReferenceID {
  /// Unique in the installation.
  package let value: Int32
  /// The agent with this number.
  package init(_ value: Int32) { self.value = value }
}
