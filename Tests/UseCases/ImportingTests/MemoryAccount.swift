import Scheduling
import Store

/// The agents and event types of an account without a database. Their ids are their indices.
struct MemoryAccount {
  let agents: [Agent]
  let eventTypes: [String]

  /// The account of `row`, without inactive agents.
  static let benCarters = MemoryAccount(
    emails: ["ben.carter@example.com", "ana.lopez@example.com", "zoé@example.com"],
    eventTypes: ["shift", "break", "lunch", "meeting", "training", "time off"])

  /// The account that `ScheduleAccount` creates in a database.
  static let stored = MemoryAccount(
    agents: ScheduleAccount.agents, eventTypes: ScheduleAccount.eventTypes)

  init(agents: [Agent], eventTypes: [String]) {
    self.agents = agents
    self.eventTypes = eventTypes
  }

  init(emails: [String], eventTypes: [String] = ScheduleAccount.eventTypes) {
    self.init(
      agents: emails.map { Agent(name: "Agent", email: $0, isActive: true) },
      eventTypes: eventTypes)
  }

  /// The keys, as a worker reads them from the database.
  var entries: ReferenceKeys {
    ReferenceKeys(
      agents: agents.enumerated().map {
        .init(
          id: AgentID(Int32($0)), key: MatchKey.key(of: $1.email), isActive: $1.isActive)
      },
      eventTypes: eventTypes.enumerated().map {
        .init(id: EventTypeID(Int32($0)), key: MatchKey.key(of: $1), isActive: true)
      })
  }
}
