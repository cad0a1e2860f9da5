package import Postgres
package import Scheduling

extension EventType: StoredReference {
  /// The columns of `create` and `update`.
  package static let columns: [NamedParameter<EventType>] = [
    .init("name") { $0.name },
    .init("key") { MatchKey.key(of: $0.name) },
    .init("active") { $0.isActive },
  ]

  /// The columns of `upsert`.
  package static let batchColumns: [NamedParameter<[EventType]>] = [
    .init("names") { $0.map(\.name) },
    .init("keys") { $0.map { MatchKey.key(of: $0.name) } },
  ]

  /// The constraint on account and key.
  package static let uniqueConstraint = "event_types_name_key"

  /// The statements of the table.
  package static let statements = ReferenceStatements<EventType>(
    list: EventTypeStatements.list, find: EventTypeStatements.find,
    create: EventTypeStatements.create, update: EventTypeStatements.update,
    upsert: EventTypeStatements.upsert, keys: EventTypeStatements.keys)
}

enum EventTypeStatements {
  private static let decode = {
    @Sendable (row: inout RowDecoder) throws(PostgresError) -> StoredEntry<EventType> in
    StoredEntry(
      id: try row.next(), entry: EventType(name: try row.next(), isActive: try row.next()))
  }

  static let list = Statement<StoredEntry<EventType>, AccountID, EventTypeID, Int64>(
    """
    SELECT event_type_id, name, active
    FROM event_types
    WHERE account_id = $1
      AND event_type_id > $2
    ORDER BY event_type_id
    LIMIT $3
    """, decode: decode)

  static let find = Statement<StoredEntry<EventType>, AccountID, EventTypeID>(
    """
    SELECT event_type_id, name, active
    FROM event_types
    WHERE account_id = $1
      AND event_type_id = $2
    """, decode: decode)

  static let create = Statement<EventTypeID, NewEntry<EventType>>(
    """
    INSERT INTO event_types (account_id, name, name_key, active)
    VALUES ($account, $name, $key, $active)
    ON CONFLICT ON CONSTRAINT event_types_name_key DO NOTHING
    RETURNING event_type_id
    """
  ) { (row) throws(PostgresError) in try row.next() }

  static let update = Statement<Void, ChangedEntry<EventType>>(
    """
    UPDATE event_types
    SET name = $name, name_key = $key, active = $active
    WHERE account_id = $account
      AND event_type_id = $id
    """)

  static let upsert = Statement<Bool, EntryBatch<EventType>>(
    """
    INSERT INTO event_types AS stored (account_id, name, name_key)
    SELECT $account, new.name, new.name_key
    FROM unnest($names, $keys) AS new (name, name_key)
    ON CONFLICT ON CONSTRAINT event_types_name_key DO UPDATE
    SET name = excluded.name
    WHERE stored.name IS DISTINCT FROM excluded.name
    RETURNING stored.xmax = 0
    """
  ) { (row) throws(PostgresError) in try row.next() }

  static let keys = Statement<ReferenceKey<EventTypeID>, AccountID>(
    "SELECT event_type_id, name_key, active FROM event_types WHERE account_id = $1"
  ) { (row) throws(PostgresError) in
    ReferenceKey(id: try row.next(), key: try row.next(), isActive: try row.next())
  }

  static let all: [any PreparableStatement] = [list, find, create, update, upsert, keys]
}
