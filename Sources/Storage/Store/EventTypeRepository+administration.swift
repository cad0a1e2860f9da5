package import Postgres
package import Scheduling

// One event type at a time, as an administrator sees them. Whoever changes one holds the account's
// advisory lock.

extension EventTypeRepository {
  /// An event type with its id.
  package struct Stored: Sendable, Equatable {
    package let id: EventTypeID
    package let eventType: EventType
    /// Only active event types can be scheduled.
    package let isActive: Bool

    package init(id: EventTypeID, eventType: EventType, isActive: Bool) {
      self.id = id
      self.eventType = eventType
      self.isActive = isActive
    }
  }

  /// Event types of the account by id, inactive ones too.
  ///
  /// - Parameter after: the id before the first one wanted; nil for the beginning.
  package static func list(
    account: AccountID, after: EventTypeID?, limit: Int,
    on connection: isolated PostgresConnection
  ) throws(PostgresError) -> [Stored] {
    try connection.query(
      OneEventTypeStatements.list, account, after ?? EventTypeID(.min), Int64(limit))
  }

  /// The account's event type with this id, if it has one.
  package static func find(
    _ eventType: EventTypeID, account: AccountID, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> Stored? {
    try connection.first(OneEventTypeStatements.find, account, eventType)
  }

  /// Stores a new event type.
  ///
  /// - Returns: its id; nil where an event type of the account has this name.
  package static func create(
    _ eventType: EventType, isActive: Bool, account: AccountID,
    on connection: isolated PostgresConnection
  ) throws(PostgresError) -> EventTypeID? {
    try renewKeys(account: account, on: connection)
    return try connection.first(
      OneEventTypeStatements.create, account, eventType.name, MatchKey.key(of: eventType.name),
      isActive)
  }

  /// Gives an event type another name or activity.
  ///
  /// - Throws: a violation of `event_types_name_key` where another one of the account has the name.
  package static func update(
    _ stored: Stored, account: AccountID, on connection: isolated PostgresConnection
  ) throws(PostgresError) {
    try renewKeys(account: account, on: connection)
    try connection.execute(
      OneEventTypeStatements.update, account, stored.id, stored.eventType.name,
      MatchKey.key(of: stored.eventType.name), stored.isActive)
  }
}

enum OneEventTypeStatements {
  private static let decode = {
    @Sendable (row: inout RowDecoder) throws(PostgresError) -> EventTypeRepository.Stored in
    EventTypeRepository.Stored(
      id: try row.next(), eventType: EventType(name: try row.next()), isActive: try row.next())
  }

  static let list = Statement<EventTypeRepository.Stored, AccountID, EventTypeID, Int64>(
    """
    SELECT event_type_id, name, active
    FROM event_types
    WHERE account_id = $1
      AND event_type_id > $2
    ORDER BY event_type_id
    LIMIT $3
    """, decode: decode)

  static let find = Statement<EventTypeRepository.Stored, AccountID, EventTypeID>(
    """
    SELECT event_type_id, name, active
    FROM event_types
    WHERE account_id = $1
      AND event_type_id = $2
    """, decode: decode)

  static let create = Statement<EventTypeID, AccountID, String, String, Bool>(
    """
    INSERT INTO event_types (account_id, name, name_key, active)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT ON CONSTRAINT event_types_name_key DO NOTHING
    RETURNING event_type_id
    """
  ) { (row) throws(PostgresError) in try row.next() }

  static let update = Statement<Void, AccountID, EventTypeID, String, String, Bool>(
    """
    UPDATE event_types
    SET name = $3, name_key = $4, active = $5
    WHERE account_id = $1
      AND event_type_id = $2
    """)

  static let all: [any PreparableStatement] = [list, find, create, update]
}
