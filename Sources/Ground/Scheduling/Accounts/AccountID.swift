/// An account's number in the database. Outside the server, its `AccountName` identifies it.
package struct AccountID: Hashable, Sendable {
  /// The installation: the account of data that belongs to no account.
  package static let installation = AccountID(0)

  /// Positive; 0 is the installation.
  package let value: Int64
  /// The account with this number.
  package init(_ value: Int64) { self.value = value }
}
