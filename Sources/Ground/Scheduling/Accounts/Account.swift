/// A customer of the installation, with its own agents, event types, schedule and imports.
package struct Account: Sendable, Equatable {
  package let id: AccountID
  package let name: AccountName
  /// A name for people; nothing is compared with it.
  package let displayName: String?
  /// The server rejects the tokens and clients of an inactive account and keeps its data.
  package let isActive: Bool
  package let createdAt: Instant
  package let rates: AccountRates

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
