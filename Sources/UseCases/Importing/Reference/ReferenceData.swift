import Scheduling
package import Store

/// Finds an account's agents by e-mail and its event types by name.
package struct ReferenceData: ~Copyable {
  /// An agent or event type that was found.
  struct Found<ID> {
    let id: ID
    let isActive: Bool
  }

  private let agents: KeyTable<Found<AgentID>>
  private let eventTypes: KeyTable<Found<EventTypeID>>

  /// - Parameter entries: all agents and event types of the account.
  package init(_ entries: ReferenceKeys) {
    agents = KeyTable(
      entries.agents.map { ($0.key, Found(id: $0.id, isActive: $0.isActive)) })
    eventTypes = KeyTable(
      entries.eventTypes.map { ($0.key, Found(id: $0.id, isActive: $0.isActive)) })
  }

  func agent(email: UnsafeBufferPointer<UInt8>) -> Found<AgentID>? { agents.findReported(email) }

  func eventType(name: UnsafeBufferPointer<UInt8>) -> Found<EventTypeID>? {
    eventTypes.findReported(name)
  }

  /// The most similar e-mail of an active agent.
  func nearestAgent(to key: String, comparisonsLeft: inout Int) -> String? {
    agents.nearest(to: key, comparisonsLeft: &comparisonsLeft) { $0.isActive }
  }

  /// The most similar name of an active event type.
  func nearestEventType(to key: String, comparisonsLeft: inout Int) -> String? {
    eventTypes.nearest(to: key, comparisonsLeft: &comparisonsLeft) { $0.isActive }
  }
}
