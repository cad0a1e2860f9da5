package import Postgres
package import Scheduling

/// An account's event types.
package enum EventTypeRepository {
  /// What an import needs to know of an event type.
  package struct Entry: Sendable, Equatable {
    package let id: EventTypeID
    package let nameKey: String
    package let isActive: Bool

    package init(id: EventTypeID, nameKey: String, isActive: Bool) {
      self.id = id
      self.nameKey = nameKey
      self.isActive = isActive
    }
  }

  /// Stores the event types; known ones take the new spelling.
  ///
  /// - Parameter eventTypes: at most one for each name.
  package static func upsert(
    _ eventTypes: [EventType], account: AccountID, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> UpsertCounts {
    try renewKeys(account: account, on: connection)
    let outcomes = try connection.query(
      Statements.upsert, account, eventTypes.map(\.name),
      eventTypes.map { MatchKey.key(of: $0.name) })
    return UpsertCounts(wereNew: outcomes, given: eventTypes.count)
  }

  /// All event types of the account.
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
      UPDATE event_types AS older
      SET name_key = btrim(name_key, $2)
      WHERE account_id = $1
        AND name_key <> btrim(name_key, $2)
        AND NOT EXISTS (
          SELECT FROM event_types AS other
          WHERE other.account_id = $1
            AND btrim(other.name_key, $2) = btrim(older.name_key, $2)
            AND (other.name_key = btrim(older.name_key, $2)
              OR other.event_type_id < older.event_type_id)
        )
      """)

    static let upsert = Statement<Bool, AccountID, [String], [String]>(
      """
      INSERT INTO event_types AS stored (account_id, name, name_key)
      SELECT $1, new.name, new.name_key
      FROM unnest($2, $3) AS new (name, name_key)
      ON CONFLICT ON CONSTRAINT event_types_name_key DO UPDATE
      SET name = excluded.name
      WHERE stored.name IS DISTINCT FROM excluded.name
      RETURNING stored.xmax = 0
      """
    ) { (row) throws(PostgresError) in try row.next() }

    static let entries = Statement<Entry, AccountID>(
      "SELECT event_type_id, name_key, active FROM event_types WHERE account_id = $1"
    ) { (row) throws(PostgresError) in
      Entry(id: try row.next(), nameKey: try row.next(), isActive: try row.next())
    }

    static let all: [any PreparableStatement] = [renewKeys, upsert, entries]
  }
}
