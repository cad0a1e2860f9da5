package import Postgres
package import Scheduling

/// Accounts: the caller's text ids and ours.
package enum AccountRepository {
  package struct Account: Sendable, Equatable {
    package let id: AccountID
    package let externalID: String
    package let createdAt: Instant
    package let agents: Int
    package let eventTypes: Int
  }

  /// Makes the account unless it exists.
  ///
  /// - Returns: its id, and whether it is new.
  package static func create(
    externalID: String, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> (id: AccountID, isNew: Bool) {
    if let id = try connection.first(Statements.create, externalID) { return (id, true) }
    guard let id = try find(externalID: externalID, on: connection) else {
      throw .decoding("account neither made nor found")
    }
    return (id, false)
  }

  /// The account with this external id, if there is one.
  package static func find(
    externalID: String, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> AccountID? {
    try connection.first(Statements.find, externalID)
  }

  /// All accounts by external id, with the sizes of their reference data.
  package static func list(
    on connection: isolated PostgresConnection
  ) throws(PostgresError) -> [Account] {
    try connection.query(Statements.list)
  }

  enum Statements {
    static let create = Statement<AccountID, String>(
      """
      INSERT INTO accounts (external_id)
      VALUES ($1)
      ON CONFLICT ON CONSTRAINT accounts_external_id_key DO NOTHING
      RETURNING account_id
      """
    ) { (row) throws(PostgresError) in try row.next() }

    static let find = Statement<AccountID, String>(
      "SELECT account_id FROM accounts WHERE external_id = $1"
    ) { (row) throws(PostgresError) in try row.next() }

    static let list = Statement<Account>(
      """
      SELECT a.account_id, a.external_id, a.created_at,
        (SELECT count(*) FROM agents g WHERE g.account_id = a.account_id),
        (SELECT count(*) FROM event_types t WHERE t.account_id = a.account_id)
      FROM accounts a
      ORDER BY a.external_id
      """
    ) { (row) throws(PostgresError) in
      Account(
        id: try row.next(), externalID: try row.next(), createdAt: try row.next(),
        agents: Int(try row.next(Int64.self)), eventTypes: Int(try row.next(Int64.self)))
    }

    static let all: [any PreparableStatement] = [create, find, list]
  }
}
