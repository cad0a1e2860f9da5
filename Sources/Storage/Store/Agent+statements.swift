package import Postgres
package import Scheduling

extension Agent: StoredReference {
  /// The columns of `create` and `update`.
  package static let columns: [NamedParameter<Agent>] = [
    .init("name") { $0.name },
    .init("email") { $0.email },
    .init("key") { MatchKey.key(of: $0.email) },
    .init("active") { $0.isActive },
  ]

  /// The columns of `upsert`.
  package static let batchColumns: [NamedParameter<[Agent]>] = [
    .init("names") { $0.map(\.name) },
    .init("emails") { $0.map(\.email) },
    .init("keys") { $0.map { MatchKey.key(of: $0.email) } },
    .init("active") { $0.map(\.isActive) },
  ]

  /// The constraint on account and key.
  package static let uniqueConstraint = "agents_email_key"

  /// The statements of the table.
  package static let statements = ReferenceStatements<Agent>(
    list: AgentStatements.list, find: AgentStatements.find, create: AgentStatements.create,
    update: AgentStatements.update, upsert: AgentStatements.upsert, keys: AgentStatements.keys)
}

enum AgentStatements {
  private static let decode = {
    @Sendable (row: inout RowDecoder) throws(PostgresError) -> StoredEntry<Agent> in
    StoredEntry(
      id: try row.next(),
      entry: Agent(name: try row.next(), email: try row.next(), isActive: try row.next()))
  }

  static let list = Statement<StoredEntry<Agent>, AccountID, AgentID, Int64>(
    """
    SELECT agent_id, name, email, active
    FROM agents
    WHERE account_id = $1
      AND agent_id > $2
    ORDER BY agent_id
    LIMIT $3
    """, decode: decode)

  static let find = Statement<StoredEntry<Agent>, AccountID, AgentID>(
    """
    SELECT agent_id, name, email, active
    FROM agents
    WHERE account_id = $1
      AND agent_id = $2
    """, decode: decode)

  static let create = Statement<AgentID, NewEntry<Agent>>(
    """
    INSERT INTO agents (account_id, name, email, email_key, active)
    VALUES ($account, $name, $email, $key, $active)
    ON CONFLICT ON CONSTRAINT agents_email_key DO NOTHING
    RETURNING agent_id
    """
  ) { (row) throws(PostgresError) in try row.next() }

  static let update = Statement<Void, ChangedEntry<Agent>>(
    """
    UPDATE agents
    SET name = $name, email = $email, email_key = $key, active = $active
    WHERE account_id = $account
      AND agent_id = $id
    """)

  static let upsert = Statement<Bool, EntryBatch<Agent>>(
    """
    INSERT INTO agents AS stored (account_id, name, email, email_key, active)
    SELECT $account, new.name, new.email, new.email_key, new.active
    FROM unnest($names, $emails, $keys, $active) AS new (name, email, email_key, active)
    ON CONFLICT ON CONSTRAINT agents_email_key DO UPDATE
    SET name = excluded.name, email = excluded.email, active = excluded.active
    WHERE (stored.name, stored.email, stored.active)
      IS DISTINCT FROM (excluded.name, excluded.email, excluded.active)
    -- A row that this statement made has no older version.
    RETURNING stored.xmax = 0
    """
  ) { (row) throws(PostgresError) in try row.next() }

  static let keys = Statement<ReferenceKey<AgentID>, AccountID>(
    "SELECT agent_id, email_key, active FROM agents WHERE account_id = $1"
  ) { (row) throws(PostgresError) in
    ReferenceKey(id: try row.next(), key: try row.next(), isActive: try row.next())
  }

  static let all: [any PreparableStatement] = [list, find, create, update, upsert, keys]
}
