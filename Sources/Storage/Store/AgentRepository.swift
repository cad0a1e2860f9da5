package import Postgres
package import Scheduling

/// An account's agents.
package enum AgentRepository {
  /// What an import needs to know of an agent.
  package struct Entry: Sendable, Equatable {
    package let id: AgentID
    package let emailKey: String
    package let isActive: Bool

    package init(id: AgentID, emailKey: String, isActive: Bool) {
      self.id = id
      self.emailKey = emailKey
      self.isActive = isActive
    }
  }

  /// Stores the agents; those with a known e-mail take the new name, spelling and activity.
  ///
  /// - Parameter agents: at most one for each e-mail.
  package static func upsert(
    _ agents: [Agent], account: AccountID, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> UpsertCounts {
    try renewKeys(account: account, on: connection)
    let outcomes = try connection.query(
      Statements.upsert, account, agents.map(\.name), agents.map(\.email),
      agents.map { MatchKey.key(of: $0.email) }, agents.map(\.isActive))
    return UpsertCounts(wereNew: outcomes, given: agents.count)
  }

  /// All agents of the account, inactive ones too.
  package static func entries(
    account: AccountID, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> [Entry] {
    try connection.query(Statements.entries, account)
  }

  /// Brings keys that were stored by an older rule, with padding at their ends, to that of `MatchKey`,
  /// so that what is stored now finds them. One whose new key is taken stays as it is.
  static func renewKeys(
    account: AccountID, on connection: isolated PostgresConnection
  ) throws(PostgresError) {
    try connection.execute(Statements.renewKeys, account, ReferenceText.padding)
  }

  enum Statements {
    static let renewKeys = Statement<Void, AccountID, String>(
      """
      UPDATE agents AS older
      SET email_key = btrim(email_key, $2)
      WHERE account_id = $1
        AND email_key <> btrim(email_key, $2)
        AND NOT EXISTS (
          SELECT FROM agents AS other
          WHERE other.account_id = $1
            AND btrim(other.email_key, $2) = btrim(older.email_key, $2)
            AND (other.email_key = btrim(older.email_key, $2)
              OR other.agent_id < older.agent_id)
        )
      """)

    static let upsert = Statement<Bool, AccountID, [String], [String], [String], [Bool]>(
      """
      INSERT INTO agents AS stored (account_id, name, email, email_key, active)
      SELECT $1, new.name, new.email, new.email_key, new.active
      FROM unnest($2, $3, $4, $5) AS new (name, email, email_key, active)
      ON CONFLICT ON CONSTRAINT agents_email_key DO UPDATE
      SET name = excluded.name, email = excluded.email, active = excluded.active
      WHERE (stored.name, stored.email, stored.active)
        IS DISTINCT FROM (excluded.name, excluded.email, excluded.active)
      -- A row that this statement made has no older version.
      RETURNING stored.xmax = 0
      """
    ) { (row) throws(PostgresError) in try row.next() }

    static let entries = Statement<Entry, AccountID>(
      "SELECT agent_id, email_key, active FROM agents WHERE account_id = $1"
    ) { (row) throws(PostgresError) in
      Entry(id: try row.next(), emailKey: try row.next(), isActive: try row.next())
    }

    static let all: [any PreparableStatement] = [renewKeys, upsert, entries]
  }
}

extension UpsertCounts {
  /// - Parameter wereNew: for each row that was touched, whether it is new.
  init(wereNew: [Bool], given: Int) {
    let inserted = wereNew.count { $0 }
    self.init(
      inserted: inserted, updated: wereNew.count - inserted, unchanged: given - wereNew.count)
  }
}
