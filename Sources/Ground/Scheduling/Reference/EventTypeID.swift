/// An event type's number in the database; it belongs to one account.
package struct EventTypeID: ReferenceID {
  /// Unique in the installation.
  package let value: Int32
  /// The event type with this number.
  package init(_ value: Int32) { self.value = value }
}
