/// The owner of a client, and the subject of its tokens: one account or the whole installation,
/// never both.
package enum Owner: Sendable, Equatable {
  case account(AccountName)
  /// The installation's operator, who administers all accounts and belongs to none.
  case installation

  /// Nil for the installation.
  package var account: AccountName? { if case .account(let name) = self { name } else { nil } }
}
