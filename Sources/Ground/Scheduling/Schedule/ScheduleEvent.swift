/// A period in which an agent has one kind of work or absence.
///
/// Its identity is agent, start and event type; its end can change.
package struct ScheduleEvent: Hashable, Sendable {
  /// The agent who is scheduled.
  package let agent: AgentID
  /// The kind of work or absence.
  package let eventType: EventTypeID
  /// When the event starts.
  package let start: Instant
  /// When the event ends, after `start`.
  package var end: Instant

  /// An event that ends after its start.
  package init(agent: AgentID, eventType: EventTypeID, start: Instant, end: Instant) {
    self.agent = agent
    self.eventType = eventType
    self.start = start
    self.end = end
  }
}

extension ScheduleEvent {
  /// Whether both events have the same identity. Their ends can differ.
  package func hasIdentity(of other: ScheduleEvent) -> Bool {
    agent == other.agent && start == other.start && eventType == other.eventType
  }

  /// The order of the stored table's primary key: start, agent, event type.
  package func precedes(_ other: ScheduleEvent) -> Bool {
    if start != other.start { return start < other.start }
    if agent != other.agent { return agent.value < other.agent.value }
    return eventType.value < other.eventType.value
  }
}

extension Instant {
  /// A time before every event: two days before 0001-01-01, which is more than any zone's offset.
  package static let earliest = Instant(secondsSince1970: -62_135_769_600)
  /// A time after every event: two days after 9999-12-31.
  package static let latest = Instant(secondsSince1970: 253_402_473_600)
}
