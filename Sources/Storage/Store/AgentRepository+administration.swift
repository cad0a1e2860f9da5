package import Postgres
package import Scheduling

// One agent at a time, as an administrator sees them. Whoever changes one holds the account's
// advisory lock.

extension AgentRepository {
  /// An agent with its id.
  package struct Stored: Sendable, Equatable {
    package let id: AgentID
    package let agent: Agent

    package init(id: AgentID, agent: Agent) {
      self.id = id
      self.agent = agent
    }
  }

  /// Agents of the account by id, inactive ones too.
  ///
  /// - Parameter after: the id before the first one wanted; nil for the beginning.
  package static func list(
    account: AccountID, after: AgentID?, limit: Int, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> [Stored] {
    try connection.query(
      OneAgentStatements.list, account, after ?? AgentID(.min), Int64(limit))
  }

  /// The account's agent with this id, if it has one.
  package static func find(
    _ agent: AgentID, account: AccountID, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> Stored? {
    try connection.first(OneAgentStatements.find, account, agent)
  }

  /// Stores a new agent.
  ///
  /// - Returns: its id; nil where an agent of the account has this e-mail.
  package static func create(
    _ agent: Agent, account: AccountID, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> AgentID? {
    try renewKeys(account: account, on: connection)
    return try connection.first(
      OneAgentStatements.create, account, agent.name, agent.email, MatchKey.key(of: agent.email),
      agent.isActive)
  }

  /// Gives an agent another name, e-mail or activity.
  ///
  /// - Throws: a violation of `agents_email_key` where another agent of the account has the e-mail.
  package static func update(
    _ id: AgentID, to agent: Agent, account: AccountID,
    on connection: isolated PostgresConnection
  ) throws(PostgresError) {
    try renewKeys(account: account, on: connection)
    try connection.execute(
      OneAgentStatements.update, account, id, agent.name, agent.email,
      MatchKey.key(of: agent.email), agent.isActive)
  }
}

enum OneAgentStatements {
  private static let decode = {
    @Sendable (row: inout RowDecoder) throws(PostgresError) -> AgentRepository.Stored in
    AgentRepository.Stored(
      id: try row.next(),
      agent: Agent(name: try row.next(), email: try row.next(), isActive: try row.next()))
  }

  static let list = Statement<AgentRepository.Stored, AccountID, AgentID, Int64>(
    """
    SELECT agent_id, name, email, active
    FROM agents
    WHERE account_id = $1
      AND agent_id > $2
    ORDER BY agent_id
    LIMIT $3
    """, decode: decode)

  static let find = Statement<AgentRepository.Stored, AccountID, AgentID>(
    """
    SELECT agent_id, name, email, active
    FROM agents
    WHERE account_id = $1
      AND agent_id = $2
    """, decode: decode)

  static let create = Statement<AgentID, AccountID, String, String, String, Bool>(
    """
    INSERT INTO agents (account_id, name, email, email_key, active)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT ON CONSTRAINT agents_email_key DO NOTHING
    RETURNING agent_id
    """
  ) { (row) throws(PostgresError) in try row.next() }

  static let update = Statement<Void, AccountID, AgentID, String, String, String, Bool>(
    """
    UPDATE agents
    SET name = $3, email = $4, email_key = $5, active = $6
    WHERE account_id = $1
      AND agent_id = $2
    """)

  static let all: [any PreparableStatement] = [list, find, create, update]
}
