package import Postgres
package import Scheduling

/// An account's schedule events. Everything that writes here holds the account's advisory lock.
package enum ScheduleEventRepository {
  /// The part of a schedule that starts from `first` to `last`, both included.
  package struct Window: Sendable {
    /// The first start that belongs to it.
    package var first: Instant
    /// The last start that belongs to it.
    package var last: Instant

    /// The window between two starts.
    package init(first: Instant, last: Instant) {
      self.first = first
      self.last = last
    }
  }

  /// The most rows that a query keeps in memory: 80 KB.
  private static let preparedLimit = 2000

  /// Reads the stored events of the windows, at most `limit` and one more, by primary key where the
  /// windows are in the order of time.
  ///
  /// - Returns: false if there are more than `limit`.
  package static func forEachStored(
    in windows: [Window], limit: Int, account: AccountID,
    on connection: isolated PostgresConnection, _ body: (ScheduleEvent) throws -> Void
  ) throws -> Bool {
    var count = 0
    // A COPY has its parameters in its text, to be parsed and planned each time; that pays for many rows.
    guard limit > preparedLimit else {
      let events = try connection.query(
        Statements.storedWithin, account, windows.map(\.first), windows.map(\.last),
        Int64(limit + 1))
      for event in events { try body(event) }
      return events.count <= limit
    }
    try connection.forEachCopiedRow(
      of: Statements.storedWithin, account, windows.map(\.first), windows.map(\.last),
      Int64(limit + 1)
    ) { row in
      count += 1
      try body(
        ScheduleEvent(
          agent: AgentID(try row.int32()), eventType: EventTypeID(try row.int32()),
          start: Instant(postgresMicroseconds: try row.int64()),
          end: Instant(postgresMicroseconds: try row.int64())))
    }
    return count <= limit
  }

  /// Reads the stored events that have the identities of these, in no particular order.
  package static func forEachStored(
    like events: [ScheduleEvent], account: AccountID,
    on connection: isolated PostgresConnection, _ body: (ScheduleEvent) throws -> Void
  ) throws {
    try connection.forEachResult(
      of: Statements.storedLike, account, events.map(\.agent), events.map(\.start),
      events.map(\.eventType)
    ) { result in
      try result.expectColumns(AgentID.oid, EventTypeID.oid, Instant.oid, Instant.oid)
      for row in 0..<result.rowCount {
        try body(
          ScheduleEvent(
            agent: AgentID(try result.int32(row: row, column: 0)),
            eventType: EventTypeID(try result.int32(row: row, column: 1)),
            start: Instant(postgresMicroseconds: try result.int64(row: row, column: 2)),
            end: Instant(postgresMicroseconds: try result.int64(row: row, column: 3))))
      }
    }
  }

  /// Stores events that are not stored yet; sorted by primary key they are stored fastest.
  package static func insert(
    _ events: some Sequence<ScheduleEvent>, account: AccountID,
    on connection: isolated PostgresConnection
  ) throws -> Int {
    try connection.copyIn(copy) { writer in
      for event in events { try encode(event, account: account, into: &writer) }
    }
  }

  /// Writes the event's row as `copy` wants it.
  package static func encode(
    _ event: ScheduleEvent, account: AccountID, into writer: inout CopyWriter
  ) throws(PostgresError) {
    // Five length words, three 8-byte and two 4-byte values.
    try writer.beginRow(fieldCount: 5, size: 52)
    writer.field(account.value)
    writer.field(event.agent.value)
    writer.field(event.eventType.value)
    writer.field(event.start.postgresMicroseconds)
    writer.field(event.end.postgresMicroseconds)
  }

  /// Stores the ends of these events, which are stored with other ends.
  package static func updateEnds(
    _ events: [ScheduleEvent], account: AccountID, on connection: isolated PostgresConnection
  ) throws(PostgresError) {
    try connection.execute(
      Statements.updateEnds, EventBatch(account: account, events: events))
  }

  /// A stored event with the names of its agent and type.
  package struct NamedEvent: Sendable {
    /// The agent's display name.
    package let agentName: String
    /// The agent's e-mail as it was entered.
    package let agentEmail: String
    /// The beginning.
    package let start: Instant
    /// After `start`.
    package let end: Instant
    /// The event type's name as it was entered.
    package let eventTypeName: String
  }

  /// Reads events that start from `first` up to, not including, `end`, by start and agent.
  ///
  /// Must run inside a transaction.
  package static func forEachNamed(
    account: AccountID, from first: Instant, to end: Instant, limit: Int = .max,
    on connection: isolated PostgresConnection, _ body: ([NamedEvent]) throws -> Void
  ) throws {
    try connection.forEachBatch(
      of: Statements.named, account, first, end, Int64(limit), perform: body)
  }

  static let copy = CopyStatement(
    """
    COPY schedule_events (account_id, agent_id, event_type_id, start_at, end_at)
    FROM STDIN (FORMAT binary)
    """)
}
