import Postgres
package import Scheduling
package import Store

extension Administrator {
  /// What an agent is to be; nil leaves it as it is.
  package struct AgentChange: Sendable {
    package var name: String?
    package var email: String?
    package var isActive: Bool?

    package init(name: String? = nil, email: String? = nil, isActive: Bool? = nil) {
      self.name = name
      self.email = email
      self.isActive = isActive
    }
  }

  /// - Throws: `.unknown` for the account, `.exists`
  package func createAgent(
    _ agent: Agent, of account: AccountName, by origin: AuditOrigin
  ) async throws(Refusal) -> AgentRepository.Stored {
    try await changeSchedule(of: account, by: origin) { account, connection in
      guard let id = try AgentRepository.create(agent, account: account, on: connection) else {
        throw Refusal.exists(.agent)
      }
      let event = Event(
        action: "agent.create", target: agent.email,
        detail: [
          "agent_id": .number(Int(id.value)), "name": .text(agent.name),
          "active": .flag(agent.isActive),
        ])
      return (AgentRepository.Stored(id: id, agent: agent), event)
    }
  }

  /// Changes an agent; a deactivated one can no longer be scheduled.
  ///
  /// - Throws: `.unknown`, `.exists` where another agent has the e-mail.
  package func updateAgent(
    _ id: AgentID, to change: AgentChange, of account: AccountName,
    by origin: AuditOrigin
  ) async throws(Refusal) -> AgentRepository.Stored {
    try await changeSchedule(of: account, by: origin) { account, connection in
      guard let old = try AgentRepository.find(id, account: account, on: connection)?.agent else {
        throw Refusal.unknown(.agent)
      }
      let new = Agent(
        name: change.name ?? old.name, email: change.email ?? old.email,
        isActive: change.isActive ?? old.isActive)
      let stored = AgentRepository.Stored(id: id, agent: new)
      guard let event = Self.event(of: new, was: old, id: id) else { return (stored, nil) }
      do throws(PostgresError) {
        try AgentRepository.update(id, to: new, account: account, on: connection)
      } catch {
        throw error.violates(constraint: "agents_email_key") ? Refusal.exists(.agent) : error
      }
      return (stored, event)
    }
  }

  private static func event(of new: Agent, was old: Agent, id: AgentID) -> Event? {
    var detail = AuditDetail()
    detail.note("name", .text(new.name), was: .text(old.name))
    detail.note("email", .text(new.email), was: .text(old.email))
    detail.note("active", .flag(new.isActive), was: .flag(old.isActive))
    guard !detail.isEmpty else { return nil }
    detail.note("agent_id", .number(Int(id.value)), was: nil)
    return Event(action: "agent.update", target: old.email, detail: detail)
  }

  /// Creates the agents, and gives those with a known e-mail the new name, spelling and activity.
  ///
  /// - Parameter agents: at most one for each e-mail.
  /// - Throws: `.unknown` for the account.
  package func upsertAgents(
    _ agents: [Agent], of account: AccountName, by origin: AuditOrigin
  ) async throws(Refusal) -> UpsertCounts {
    try await changeSchedule(of: account, by: origin) { id, connection in
      let counts = try AgentRepository.upsert(agents, account: id, on: connection)
      return (counts, Self.event("agents.upsert", account, counts))
    }
  }

  /// - Throws: `.unknown`
  package func agent(
    _ id: AgentID, of account: AccountName
  ) async throws(Refusal) -> AgentRepository.Stored {
    try await read(of: account) { account, connection in
      guard let agent = try AgentRepository.find(id, account: account, on: connection) else {
        throw Refusal.unknown(.agent)
      }
      return agent
    }
  }

  /// Agents by id, inactive ones too.
  ///
  /// - Parameter after: the id before the first one wanted; nil for the beginning.
  /// - Throws: `.unknown` for the account.
  package func agents(
    of account: AccountName, after: AgentID?, limit: Int
  ) async throws(Refusal) -> [AgentRepository.Stored] {
    try await read(of: account) { account, connection in
      try AgentRepository.list(account: account, after: after, limit: limit, on: connection)
    }
  }

  /// A batch's event; nil where all of it was there already.
  static func event(_ action: String, _ account: AccountName, _ counts: UpsertCounts) -> Event? {
    guard counts.inserted + counts.updated > 0 else { return nil }
    return Event(
      action: action, target: account.text,
      detail: [
        "created": .number(counts.inserted), "updated": .number(counts.updated),
        "unchanged": .number(counts.unchanged),
      ])
  }
}
