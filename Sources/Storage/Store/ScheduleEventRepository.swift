package import Postgres
package import Scheduling

/// An account's schedule events. Every writer holds the account's advisory lock.
package enum ScheduleEventRepository {
  /// A range of start times, from `first` to `last`, both included.
  package struct Window: Sendable {
    /// The first start in the window.
    package var first: Instant
    /// The last start in the window.
    package var last: Instant

    /// The window between two starts.
    package init(first: Instant, last: Instant) {
      self.first = first
      self.last = last
    }
  }

  /// The maximum number of rows that a query keeps in memory: 80 KB.
  private static let preparedLimit = 2000

  /// Reads the stored events of the windows, at most `limit + 1`. If the windows are sorted by
  /// time, the events are sorted by primary key.
  ///
  /// - Returns: false if there are more than `limit`.
  package static func forEachStored(
    in windows: [Window], limit: Int, account: AccountID,
    on connection: isolated PostgresConnection, _ body: (ScheduleEvent) throws -> Void
  ) throws -> Bool {
    var count = 0
    // The text of a COPY contains its parameters and is parsed and planned each time. That is worth
    // it only for many rows.
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

  /// Reads the stored events with the same identities as these events, in no particular order.
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

  /// Stores new events. Sorting them by primary key makes this fastest.
  package static func insert(
    _ events: some Sequence<ScheduleEvent>, account: AccountID,
    on connection: isolated PostgresConnection
  ) throws -> Int {
    try connection.copyIn(copy) { writer in
      for event in events { try encode(event, account: account, into: &writer) }
    }
  }

  /// Writes the event's row in the format of `copy`.
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

  /// Stores the new ends of events that are already stored.
  package static func updateEnds(
    _ events: [ScheduleEvent], account: AccountID, on connection: isolated PostgresConnection
  ) throws(PostgresError) {
    try connection.execute(
      Statements.updateEnds, EventBatch(account: account, events: events))
  }

  /// A stored event with the names of its agent and event type.
  package struct NamedEvent: Sendable {
    /// The agent's display name.
    package let agentName: String
    /// The agent's e-mail as it was entered.
    package let agentEmail: String
    /// When the event starts.
    package let start: Instant
    /// When the event ends, after `start`.
    package let end: Instant
    /// The event type's name as it was entered.
    package let eventTypeName: String
  }

  /// Reads the events that start from `first` up to, but not including, `end`, sorted by start and
  /// agent.
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
