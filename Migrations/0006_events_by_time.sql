-- The identity of an event by time before agent.
--
-- A plan is about days to come, so what an import adds lies together at the end of its account's part
-- of the index, in new pages, however many years and agents are stored. By agent it went into a page of
-- each agent: with 8 million events stored that made the COPY of 56,000 twice as slow.

ALTER TABLE schedule_events DROP CONSTRAINT schedule_events_pkey;

ALTER TABLE schedule_events ADD PRIMARY KEY (account_id, start_at, agent_id, event_type_id);
