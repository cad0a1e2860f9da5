package import Postgres
package import Scheduling

/// The audit: each change with its actor. An event is stored in the transaction of its change.
package enum AuditRepository {
  /// Stores an event.
  ///
  /// - Parameters:
  ///   - account: nil for a change of the installation.
  ///   - detail: a JSON object without secrets.
  package static func append(
    _ action: String, target: String, detail: String = "{}", account: AccountID?,
    origin: AuditOrigin, on connection: isolated PostgresConnection
  ) throws(PostgresError) {
    try connection.execute(
      Statements.append,
      NewEvent(
        account: account ?? .installation, action: action, target: target, detail: detail,
        origin: origin))
  }

  /// An account's events, newest first.
  ///
  /// - Parameter before: return only events older than this id; nil starts with the newest.
  package static func list(
    account: AccountID, before: Int64?, limit: Int, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> [AuditEvent] {
    try connection.query(Statements.list, account, before ?? .max, Int64(limit))
  }

  /// The events of the installation and of all accounts, newest first, for the operator.
  ///
  /// - Parameter before: return only events older than this id; nil starts with the newest.
  package static func listAll(
    before: Int64?, limit: Int, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> [AuditEvent] {
    try connection.query(Statements.listAll, before ?? .max, Int64(limit))
  }

  /// An event to be stored.
  struct NewEvent: NamedParameters {
    let account: AccountID
    let action: String
    let target: String
    let detail: String
    let origin: AuditOrigin

    static let parameters: [NamedParameter<Self>] = [
      .init("account") { $0.account },
      .init("action") { $0.action },
      .init("target") { $0.target },
      .init("detail") { $0.detail },
      .init("actor") { $0.origin.actor },
      .init("address") { $0.origin.remoteAddress },
      .init("request") { $0.origin.requestID },
    ]
  }

  enum Statements {
    static let append = Statement<Void, NewEvent>(
      """
      INSERT INTO audit_events
        (account_id, actor, action, target, detail, remote_address, request_id)
      VALUES ($account, $actor, $action, $target, $detail, $address, $request)
      """)

    private static let columns = """
      e.audit_id, e.at, a.external_id, e.action, e.target, e.detail, e.actor, e.remote_address,
      e.request_id
      """

    private static let event = {
      @Sendable (row: inout RowDecoder) throws(PostgresError) -> AuditEvent in
      AuditEvent(
        id: try row.next(), at: try row.next(), account: try row.nextIfPresent(),
        action: try row.next(), target: try row.next(), detail: try row.next(),
        origin: AuditOrigin(
          actor: try row.next(), remoteAddress: try row.nextIfPresent(),
          requestID: try row.nextIfPresent()))
    }

    static let list = Statement<AuditEvent, AccountID, Int64, Int64>(
      """
      SELECT \(columns)
      FROM audit_events e
      LEFT JOIN accounts a USING (account_id)
      WHERE e.account_id = $1
        AND e.audit_id < $2
      ORDER BY e.audit_id DESC
      LIMIT $3
      """, decode: event)

    static let listAll = Statement<AuditEvent, Int64, Int64>(
      """
      SELECT \(columns)
      FROM audit_events e
      LEFT JOIN accounts a USING (account_id)
      WHERE e.audit_id < $1
      ORDER BY e.audit_id DESC
      LIMIT $2
      """, decode: event)

    static let all: [any PreparableStatement] = [append, list, listAll]
  }
}
