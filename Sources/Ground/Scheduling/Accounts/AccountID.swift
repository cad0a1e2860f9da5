/// An account's number in the database. Outside the server an account goes by its `AccountName`.
package struct AccountID: Hashable, Sendable {
  package let value: Int64
  package init(_ value: Int64) { self.value = value }
}
