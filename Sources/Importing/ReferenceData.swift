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

  func agent(email: UnsafeBufferPointer<UInt8>) -> Found<AgentID>? { agents.find(email) }

  func eventType(name: UnsafeBufferPointer<UInt8>) -> Found<EventTypeID>? {
    eventTypes.find(name)
  }
}
