import Postgres
import Scheduling

extension ScheduleEventRepository {
  /// An account's events, as columns.
  struct EventBatch: NamedParameters {
    let account: AccountID
    let events: [ScheduleEvent]

    static let parameters: [NamedParameter<Self>] = [
      .init("account") { $0.account },
      .init("agents") { $0.events.map(\.agent) },
      .init("starts") { $0.events.map(\.start) },
      .init("event_types") { $0.events.map(\.eventType) },
      .init("ends") { $0.events.map(\.end) },
    ]
  }

  enum Statements {
    private static let event = {
      @Sendable (row: inout RowDecoder) throws(PostgresError) -> ScheduleEvent in
      ScheduleEvent(
        agent: try row.next(), eventType: try row.next(), start: try row.next(),
        end: try row.next())
    }

    static let storedWithin = Statement<ScheduleEvent, AccountID, [Instant], [Instant], Int64>(
      """
      SELECT s.agent_id, s.event_type_id, s.start_at, s.end_at
      FROM unnest($2, $3) AS w (first, last)
      CROSS JOIN LATERAL (
        SELECT e.agent_id, e.event_type_id, e.start_at, e.end_at
        FROM schedule_events e
        WHERE e.account_id = $1
          AND e.start_at BETWEEN w.first AND w.last
        -- In this order the key gives the first rows without looking at the others.
        ORDER BY e.start_at, e.agent_id, e.event_type_id
        LIMIT $4
      ) s
      LIMIT $4
      """, decode: event)

    static let storedLike = Statement<
      ScheduleEvent, AccountID, [AgentID], [Instant], [EventTypeID]
    >(
      """
      SELECT s.agent_id, s.event_type_id, s.start_at, s.end_at
      FROM unnest($2, $3, $4) AS k (agent_id, start_at, event_type_id)
      CROSS JOIN LATERAL (
        SELECT e.agent_id, e.event_type_id, e.start_at, e.end_at
        FROM schedule_events e
        WHERE e.account_id = $1
          AND e.start_at = k.start_at
          AND e.agent_id = k.agent_id
          AND e.event_type_id = k.event_type_id
        -- Keeps the planner from joining in one piece: each is one look into the key.
        OFFSET 0
      ) s
      """, decode: event)

    static let updateEnds = Statement<Void, EventBatch>(
      """
      UPDATE schedule_events e
      SET end_at = new.end_at
      FROM unnest($agents, $starts, $event_types, $ends)
        AS new (agent_id, start_at, event_type_id, end_at)
      WHERE e.account_id = $account
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

    static let all: [any PreparableStatement] = [storedWithin, storedLike, updateEnds, named]
  }
}
