/// An event type's number in the database; it belongs to one account.
package struct EventTypeID: Hashable, Sendable {
  package let value: Int32
  package init(_ value: Int32) { self.value = value }
}
