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

  package init(agents: [AgentRepository.Entry], eventTypes: [EventTypeRepository.Entry]) {
    self.agents = KeyTable(agents.map { ($0.emailKey, Found(id: $0.id, isActive: $0.isActive)) })
    self.eventTypes = KeyTable(
      eventTypes.map { ($0.nameKey, Found(id: $0.id, isActive: $0.isActive)) })
  }

  func agent(email: UnsafeBufferPointer<UInt8>) -> Found<AgentID>? { agents.find(email) }

  func eventType(name: UnsafeBufferPointer<UInt8>) -> Found<EventTypeID>? {
    eventTypes.find(name)
  }
}
