-- Which time zone rules each running process uses, so that processes with other rules are noticed.

-- Unlogged: a change is neither written to the WAL nor flushed. A crash of PostgreSQL and a failover
-- leave the table empty, and each process writes its row again within a minute.
CREATE UNLOGGED TABLE time_zone_rules (
  process_id uuid PRIMARY KEY,
  -- Where it runs, for the operator.
  host text NOT NULL,
  -- IANA's name of the release; null if the machine's files do not say it.
  version text,
  -- Of the rules themselves.
  digest text NOT NULL,
  -- When the newest file of the rules was written.
  newest_file timestamptz NOT NULL,
  seen_at timestamptz NOT NULL DEFAULT now()
);
