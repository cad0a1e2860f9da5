package import Postgres
package import Scheduling

/// An account's schedule events. Everything that writes here holds the account's advisory lock.
package enum ScheduleEventRepository {
  /// The part of an agent's schedule that starts from `first` to `last`, both included.
  package struct Window: Sendable {
    package let agent: AgentID
    package var first: Instant
    package var last: Instant

    package init(agent: AgentID, first: Instant, last: Instant) {
      self.agent = agent
      self.first = first
      self.last = last
    }
  }

  /// Reads the stored events of the windows. As a rule they come in the order of the primary key
  /// where the windows do, but nothing promises it.
  package static func forEachStored(
    in windows: [Window], account: AccountID, on connection: isolated PostgresConnection,
    _ body: (ScheduleEvent) throws -> Void
  ) throws {
    try connection.forEachResult(
      of: Statements.stored, account, windows.map(\.agent), windows.map(\.first),
      windows.map(\.last)
    ) { result in
      try result.expectColumns(
        AgentID.oid, EventTypeID.oid, Instant.oid, Instant.oid)
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

  /// Gives stored events the ends that these have.
  package static func updateEnds(
    _ events: [ScheduleEvent], account: AccountID, on connection: isolated PostgresConnection
  ) throws(PostgresError) {
    try connection.execute(
      Statements.updateEnds, account, events.map(\.agent), events.map(\.start),
      events.map(\.eventType), events.map(\.end))
  }

  /// A stored event with the texts that people use.
  package struct NamedEvent: Sendable {
    package let agentName: String
    package let agentEmail: String
    package let start: Instant
    package let end: Instant
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

  enum Statements {
    static let stored = Statement<ScheduleEvent, AccountID, [AgentID], [Instant], [Instant]>(
      """
      SELECT s.agent_id, s.event_type_id, s.start_at, s.end_at
      FROM unnest($2, $3, $4) AS w (agent_id, first, last)
      CROSS JOIN LATERAL (
        SELECT e.agent_id, e.event_type_id, e.start_at, e.end_at
        FROM schedule_events e
        WHERE e.account_id = $1
          AND e.agent_id = w.agent_id
          AND e.start_at BETWEEN w.first AND w.last
        -- Keeps the planner from joining in one piece: a window is one short range of the key.
        OFFSET 0
      ) s
      """
    ) { (row) throws(PostgresError) in
      ScheduleEvent(
        agent: try row.next(), eventType: try row.next(), start: try row.next(),
        end: try row.next())
    }

    static let updateEnds = Statement<
      Void, AccountID, [AgentID], [Instant], [EventTypeID], [Instant]
    >(
      """
      UPDATE schedule_events e
      SET end_at = new.end_at
      FROM unnest($2, $3, $4, $5) AS new (agent_id, start_at, event_type_id, end_at)
      WHERE e.account_id = $1
        AND e.agent_id = new.agent_id
        AND e.start_at = new.start_at
        AND e.event_type_id = new.event_type_id
      """)

    static let named = Statement<NamedEvent, AccountID, Instant, Instant, Int64>(
      """
      SELECT a.name, a.email, e.start_at, e.end_at, t.name
      FROM schedule_events e
      JOIN agents a USING (account_id, agent_id)
      JOIN event_types t USING (account_id, event_type_id)
      WHERE e.account_id = $1
        AND e.start_at >= $2
        AND e.start_at < $3
      ORDER BY e.start_at, a.email_key, t.name_key
      LIMIT $4
      """
    ) { (row) throws(PostgresError) in
      NamedEvent(
        agentName: try row.next(), agentEmail: try row.next(), start: try row.next(),
        end: try row.next(), eventTypeName: try row.next())
    }

    static let all: [any PreparableStatement] = [stored, updateEnds, named]
  }
}
