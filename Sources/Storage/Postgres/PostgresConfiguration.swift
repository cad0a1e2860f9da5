import CLibPQ
package import Secrets

/// How sessions with PostgreSQL are opened, and their limits.
package struct PostgresConfiguration: Sendable {
  /// A libpq connection string, as a URI or as `key=value` pairs (PostgreSQL manual, 34.1.1). All
  /// libpq options pass through: `sslmode`, `sslrootcert`, `target_session_attrs`, several hosts.
  /// It may contain a password.
  package var connectionString: Secret
  /// The application name in pg_stat_activity.
  package var applicationName = "wfm"
  /// How long opening a session may take, for each host.
  package var connectTimeout: Duration = .seconds(5)
  /// How long one statement may run before the server cancels it.
  package var statementTimeout: Duration = .seconds(60)
  /// The minimum time that a transaction may be idle before the server ends its session. It may
  /// wait for a statement on another connection. An import that waits for its report's store calls
  /// `keepAlive` every 30 s.
  private static let shortestIdleTimeout: Duration = .seconds(120)
  /// How long a statement may wait for a lock before the server gives up.
  package var lockTimeout: Duration = .seconds(10)
  /// Whether the session belongs to this process from start to end. False behind a pooler in
  /// transaction mode: then no start-up options are sent, and no statement is prepared by name.
  package var sessionState = true
  /// The file of the password, which replaces a password in the connection string.
  package var passwordFile: PasswordFile?

  /// A configuration with the default limits.
  package init(connectionString: Secret) {
    self.connectionString = connectionString
  }

  /// Whether libpq can read the connection string. If it has neither form, libpq would use it as a
  /// database name.
  package var isReadable: Bool {
    guard let options = PQconninfoParse(connectionString.revealed, nil) else { return false }
    PQconninfoFree(options)
    return true
  }

  /// Either side detects a vanished peer within 30 s: after 10 s of silence and three unanswered
  /// probes 5 s apart, or after 20 s without acknowledgement of sent bytes (tcp(7)).
  private static let keepalive = [
    ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
    ("tcp_user_timeout", "20000"),
  ]

  /// The keywords and values for `PQconnectdbParams`; later ones override earlier ones.
  ///
  /// - Throws: `.connectionFailed` if the password cannot be read.
  func parameters() throws(PostgresError) -> [(keyword: String, value: String)] {
    var result: [(keyword: String, value: String)] = []
    result += Self.keepalive.map { (keyword: $0.0, value: $0.1) }
    result.append(("connect_timeout", String(max(2, connectTimeout.components.seconds))))
    result.append(("application_name", applicationName))
    // libpq expands the connection string at the position of dbname, so it overrides the parameters
    // above.
    result.append(("dbname", connectionString.revealed))
    if let passwordFile { result.append(("password", try passwordFile.password().revealed)) }
    result.append(("client_encoding", "UTF8"))
    if sessionState { result.append(("options", serverOptions)) }
    return result
  }

  private var idleTimeout: Duration { max(statementTimeout, Self.shortestIdleTimeout) }

  /// The server settings that limit a statement, a wait for a lock, and an idle transaction.
  var timeouts: [String] {
    [
      "statement_timeout=\(statementTimeout.milliseconds)",
      "lock_timeout=\(lockTimeout.milliseconds)",
      "idle_in_transaction_session_timeout=\(idleTimeout.milliseconds)",
    ]
  }

  private var serverOptions: String {
    let session = [
      "tcp_keepalives_idle=10", "tcp_keepalives_interval=5", "tcp_keepalives_count=3",
      "tcp_user_timeout=20000", "client_min_messages=warning", "TimeZone=UTC",
      // Tables that are queried by key are in memory, so an index is faster than scanning even 100
      // accounts.
      "random_page_cost=1.1",
    ]
    return (timeouts + session).map { "-c \($0)" }.joined(separator: " ")
  }
}

extension Duration {
  /// Whole milliseconds, rounded down.
  var milliseconds: Int64 {
    components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
  }
}
