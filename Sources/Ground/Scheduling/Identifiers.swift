/// An account inside this server. Outside it goes by its external id, the text in access tokens.
package struct AccountID: Hashable, Sendable {
  package let value: Int64
  package init(_ value: Int64) { self.value = value }
}

/// An agent of an account.
package struct AgentID: Hashable, Sendable {
  package let value: Int32
  package init(_ value: Int32) { self.value = value }
}

/// An event type of an account.
package struct EventTypeID: Hashable, Sendable {
  package let value: Int32
  package init(_ value: Int32) { self.value = value }
}
