import Postgres
import Scheduling

extension AccountRepository {
  /// The new values of an account.
  struct Changed: NamedParameters {
    let id: AccountID
    let displayName: String?
    let isActive: Bool
    let rates: AccountRates

    static let parameters: [NamedParameter<Self>] = [
      .init("account") { $0.id },
      .init("name") { $0.displayName },
      .init("active") { $0.isActive },
      .init("uploads") { $0.rates.uploads.map { Int32($0) } },
      .init("reads") { $0.rates.reads.map { Int32($0) } },
      .init("tokens") { $0.rates.tokens.map { Int32($0) } },
    ]
  }

  enum Statements {
    static let create = Statement<AccountID, AccountName, String?>(
      """
      INSERT INTO accounts (external_id, name)
      VALUES ($1, $2)
      ON CONFLICT ON CONSTRAINT accounts_external_id_key DO NOTHING
      RETURNING account_id
      """
    ) { (row) throws(PostgresError) in try row.next() }

    static let find = Statement<AccountID, AccountName>(
      "SELECT account_id FROM accounts WHERE external_id = $1"
    ) { (row) throws(PostgresError) in try row.next() }

    private static let columns = """
      a.account_id, a.external_id, a.name, a.active, a.created_at, a.uploads_per_minute,
      a.reads_per_minute, a.tokens_per_minute
      """

    private static let decode = {
      @Sendable (row: inout RowDecoder) throws(PostgresError) -> Account in
      Account(
        id: try row.next(), name: try row.next(), displayName: try row.nextIfPresent(),
        isActive: try row.next(), createdAt: try row.next(),
        rates: AccountRates(
          uploads: try row.nextIfPresent(Int32.self).map(Int.init),
          reads: try row.nextIfPresent(Int32.self).map(Int.init),
          tokens: try row.nextIfPresent(Int32.self).map(Int.init)))
    }

    static let account = Statement<Account, AccountName>(
      "SELECT \(columns) FROM accounts a WHERE a.external_id = $1", decode: decode)

    static let lock = Statement<Account, AccountName>(
      """
      SELECT \(columns)
      FROM accounts a
      WHERE a.external_id = $1
      -- Not in the way of rows that refer to the account.
      FOR NO KEY UPDATE
      """, decode: decode)

    static let update = Statement<Void, Changed>(
      """
      UPDATE accounts
      SET name = $name, active = $active, uploads_per_minute = $uploads,
        reads_per_minute = $reads, tokens_per_minute = $tokens
      WHERE account_id = $account
      """)

    static let list = Statement<Account, String, Int64>(
      """
      SELECT \(columns)
      FROM accounts a
      WHERE a.external_id > $1
      ORDER BY a.external_id
      LIMIT $2
      """, decode: decode)

    static let listSized = Statement<SizedAccount>(
      """
      SELECT \(columns),
        (SELECT count(*) FROM agents g WHERE g.account_id = a.account_id),
        (SELECT count(*) FROM event_types t WHERE t.account_id = a.account_id)
      FROM accounts a
      ORDER BY a.external_id
      """
    ) { (row) throws(PostgresError) in
      SizedAccount(
        account: try decode(&row), agents: Int(try row.next(Int64.self)),
        eventTypes: Int(try row.next(Int64.self)))
    }

    static let all: [any PreparableStatement] = [
      create, find, account, lock, update, list, listSized,
    ]
  }
}
