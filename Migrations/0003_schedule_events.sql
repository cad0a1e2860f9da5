-- What was planned: an agent is at something from start to end.
--
-- No foreign keys to agents and event types: they would double the cost of an import, and hold
-- without them, because only imports insert here, with ids that they read in the same transaction,
-- and neither an agent nor an event type is ever deleted.

CREATE TABLE schedule_events (
  account_id bigint NOT NULL,
  agent_id integer NOT NULL,
  event_type_id integer NOT NULL,
  start_at timestamptz NOT NULL,
  end_at timestamptz NOT NULL,
  -- The identity of an event; in this order it also serves an agent's schedule over a time span.
  PRIMARY KEY (account_id, agent_id, start_at, event_type_id),
  CONSTRAINT schedule_events_end_after_start CHECK (end_at > start_at)
);
