import Postgres
import Scheduling

/// `IS NOT DISTINCT FROM` because the installation's clients have no account.
enum ClientStatements {
  /// A client to be stored. It belongs to the installation if `account` is nil.
  struct NewClient: NamedParameters {
    let account: AccountID?
    let client: ClientRepository.New

    static let parameters: [NamedParameter<Self>] = [
      .init("account") { $0.account },
      .init("id") { $0.client.id },
      .init("name") { $0.client.name },
      .init("scopes") { $0.client.scopes },
      .init("secret_hash") { $0.client.secretHash.map { PostgresBytes($0) } },
      .init("jwks") { $0.client.jwks },
    ]
  }

  static let credentials = Statement<ClientCredentials, String>(
    """
    SELECT a.external_id, c.scopes, c.secret_hash,
      CASE WHEN c.previous_secret_until > now() THEN c.previous_secret_hash END, c.jwks
    FROM clients c
    LEFT JOIN accounts a USING (account_id)
    WHERE c.client_id = $1
      AND c.revoked_at IS NULL
      AND a.active IS NOT FALSE
    """
  ) { (row) throws(PostgresError) in
    let name: AccountName? = try row.nextIfPresent()
    let scopes: [String] = try row.next()
    let secret: PostgresBytes? = try row.nextIfPresent()
    let previous: PostgresBytes? = try row.nextIfPresent()
    return .init(
      owner: name.map { .account($0) } ?? .installation, scopes: scopes,
      secretHashes: [secret, previous].compactMap { $0?.bytes },
      jwks: try row.nextIfPresent())
  }

  static let create = Statement<Void, NewClient>(
    """
    INSERT INTO clients (account_id, client_id, name, scopes, secret_hash, jwks)
    VALUES ($account, $id, $name, $scopes, $secret_hash, $jwks)
    ON CONFLICT (client_id) DO NOTHING
    """)

  private static let columns = """
    client_id, name, scopes, secret_hash IS NOT NULL, jwks IS NOT NULL, created_at, revoked_at
    """

  private static let client = {
    @Sendable (row: inout RowDecoder) throws(PostgresError) -> Client in
    Client(
      id: try row.next(), name: try row.next(), scopes: try row.next(),
      hasSecret: try row.next(), hasKeys: try row.next(), createdAt: try row.next(),
      revokedAt: try row.nextIfPresent())
  }

  static let list = Statement<Client, AccountID?, String, Int64>(
    """
    SELECT \(columns)
    FROM clients
    WHERE account_id IS NOT DISTINCT FROM $1
      AND client_id > $2
    ORDER BY client_id
    LIMIT $3
    """, decode: client)

  static let find = Statement<Client, AccountID?, String>(
    """
    SELECT \(columns)
    FROM clients
    WHERE account_id IS NOT DISTINCT FROM $1
      AND client_id = $2
    """, decode: client)

  static let revoke = Statement<Void, AccountID?, String>(
    """
    UPDATE clients
    SET revoked_at = now()
    WHERE account_id IS NOT DISTINCT FROM $1
      AND client_id = $2
      AND revoked_at IS NULL
    """)

  static let rotateSecret = Statement<Void, AccountID?, String, PostgresBytes, Int32>(
    """
    UPDATE clients
    SET secret_hash = $3,
      previous_secret_hash = CASE WHEN $4 > 0 THEN secret_hash END,
      previous_secret_until = CASE WHEN $4 > 0 THEN now() + $4 * interval '1 second' END
    WHERE account_id IS NOT DISTINCT FROM $1
      AND client_id = $2
      AND revoked_at IS NULL
      AND secret_hash IS NOT NULL
    """)

  static let all: [any PreparableStatement] = [
    credentials, create, list, find, revoke, rotateSecret,
  ]
}
