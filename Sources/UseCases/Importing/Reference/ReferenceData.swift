import Scheduling
package import Store

/// An account's agents and event types, as rows name them.
package struct ReferenceData: ~Copyable {
  /// What a row needs to know of what it names.
  struct Found<ID> {
    let id: ID
    let isActive: Bool
  }

  private let agents: KeyTable<Found<AgentID>>
  private let eventTypes: KeyTable<Found<EventTypeID>>

  package init(_ entries: ReferenceEntries) {
    agents = KeyTable(
      entries.agents.map { ($0.emailKey, Found(id: $0.id, isActive: $0.isActive)) })
    eventTypes = KeyTable(
      entries.eventTypes.map { ($0.nameKey, Found(id: $0.id, isActive: $0.isActive)) })
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
