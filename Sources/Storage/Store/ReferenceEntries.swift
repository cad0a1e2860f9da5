package import Postgres
package import Scheduling

/// What an import needs to know of an account's agents and event types.
package struct ReferenceEntries: Sendable, Equatable {
  package let agents: [AgentRepository.Entry]
  package let eventTypes: [EventTypeRepository.Entry]

  package init(agents: [AgentRepository.Entry], eventTypes: [EventTypeRepository.Entry]) {
    self.agents = agents
    self.eventTypes = eventTypes
  }

  /// Asks for them.
  package static func send(
    for account: AccountID, in pipeline: inout Pipeline
  ) throws(PostgresError) {
    try pipeline.send(AgentRepository.Statements.entries, account)
    try pipeline.send(EventTypeRepository.Statements.entries, account)
  }

  /// Receives what was asked for.
  package init(from pipeline: inout Pipeline) throws(PostgresError) {
    agents = try pipeline.rows(of: AgentRepository.Statements.entries)
    eventTypes = try pipeline.rows(of: EventTypeRepository.Statements.entries)
  }
}
