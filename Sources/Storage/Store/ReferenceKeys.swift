package import Postgres
package import Scheduling

/// The keys of an account's agents and event types, inactive ones included.
package struct ReferenceKeys: Sendable, Equatable {
  /// The keys of all agents.
  package let agents: [ReferenceKey<AgentID>]
  /// The keys of all event types.
  package let eventTypes: [ReferenceKey<EventTypeID>]

  /// Keys that do not come from the database.
  package init(agents: [ReferenceKey<AgentID>], eventTypes: [ReferenceKey<EventTypeID>]) {
    self.agents = agents
    self.eventTypes = eventTypes
  }

  /// Sends the queries. `init(from:)` reads their results.
  package static func send(
    for account: AccountID, in pipeline: inout Pipeline
  ) throws(PostgresError) {
    try pipeline.send(Agent.statements.keys, account)
    try pipeline.send(EventType.statements.keys, account)
  }

  /// Reads the results of the queries that `send` has sent.
  package init(from pipeline: inout Pipeline) throws(PostgresError) {
    agents = try pipeline.rows(of: Agent.statements.keys)
    eventTypes = try pipeline.rows(of: EventType.statements.keys)
  }
}
