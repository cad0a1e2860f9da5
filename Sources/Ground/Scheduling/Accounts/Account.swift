/// A customer of the installation, with its own agents, event types, schedule and imports.
package struct Account: Sendable, Equatable {
  /// The number in the database.
  package let id: AccountID
  /// The name outside the server.
  package let name: AccountName
  /// A display name. It is never compared with other text.
  package let displayName: String?
  /// The server rejects the tokens and clients of an inactive account and keeps its data.
  package let isActive: Bool
  /// When the account was created, by the database's clock.
  package let createdAt: Instant
  /// The account's own rates.
  package let rates: AccountRates

  /// An account as stored in the database.
  package init(
    id: AccountID, name: AccountName, displayName: String?, isActive: Bool, createdAt: Instant,
    rates: AccountRates
  ) {
    self.id = id
    self.name = name
    self.displayName = displayName
    self.isActive = isActive
    self.createdAt = createdAt
    self.rates = rates
  }
}
