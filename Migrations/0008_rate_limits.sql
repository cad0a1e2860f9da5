-- One budget of requests for each account and kind, whichever replica is asked; and what an account's
-- budgets are where they are not the installation's.

-- Requests a minute, and the most at once; null for the installation's setting.
ALTER TABLE accounts
  ADD COLUMN uploads_per_minute integer
    CONSTRAINT accounts_uploads_per_minute CHECK (uploads_per_minute BETWEEN 1 AND 1000000),
  ADD COLUMN reads_per_minute integer
    CONSTRAINT accounts_reads_per_minute CHECK (reads_per_minute BETWEEN 1 AND 1000000),
  -- For each of the account's clients.
  ADD COLUMN tokens_per_minute integer
    CONSTRAINT accounts_tokens_per_minute CHECK (tokens_per_minute BETWEEN 1 AND 1000000);

-- Unlogged: a change is neither written to the WAL nor flushed. A crash of PostgreSQL and a failover
-- leave every bucket full.
CREATE UNLOGGED TABLE rate_buckets (
  -- 0 for the installation's clients and for accounts that are not known.
  account_id bigint NOT NULL,
  kind text NOT NULL
    CONSTRAINT rate_buckets_kind CHECK (kind IN ('upload', 'read', 'admin', 'token')),
  -- The client whose bucket it is, or the name of an account that is not known; empty for the
  -- account's own.
  holder text NOT NULL,
  -- When the bucket is full if nobody takes from it, by this database's clock.
  full_at timestamptz NOT NULL,
  -- How many tokens the last caller got.
  granted integer NOT NULL,
  PRIMARY KEY (account_id, kind, holder)
  -- Room for new versions of a row in its own page, so that no index changes with it.
) WITH (fillfactor = 25);
