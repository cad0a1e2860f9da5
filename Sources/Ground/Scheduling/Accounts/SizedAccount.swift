/// An account with the sizes of its reference data, inactive entries included.
package struct SizedAccount: Sendable, Equatable {
  /// The account itself.
  package let account: Account
  /// The number of the account's agents.
  package let agents: Int
  /// The number of the account's event types.
  package let eventTypes: Int

  /// An account and the sizes that were counted with it.
  package init(account: Account, agents: Int, eventTypes: Int) {
    self.account = account
    self.agents = agents
    self.eventTypes = eventTypes
  }
}
