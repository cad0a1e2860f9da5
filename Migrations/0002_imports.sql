-- The job table of schedule event imports, the files that were uploaded, and the error reports.

CREATE TABLE imports (
  account_id bigint NOT NULL REFERENCES accounts,
  import_id uuid NOT NULL,
  status text NOT NULL DEFAULT 'PROCESSING'
    CONSTRAINT imports_status CHECK (
      status IN ('PROCESSING', 'IMPORTED', 'IMPORTED_WITH_ERRORS', 'ERROR')),
  file_name text NOT NULL,
  file_size integer NOT NULL CONSTRAINT imports_file_size CHECK (file_size BETWEEN 0 AND 5242880),
  time_zone text NOT NULL,
  date_format text NOT NULL,
  request_id text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),

  -- How often a worker began. Counted in a transaction of its own before the work starts.
  attempts smallint NOT NULL DEFAULT 0 CONSTRAINT imports_attempts CHECK (attempts BETWEEN 0 AND 3),
  -- Not before this time, so that a failed attempt is not repeated at once.
  run_after timestamptz NOT NULL DEFAULT now(),

  finished_at timestamptz,
  -- Data rows of the file, and what became of them.
  rows_total integer,
  rows_inserted integer,
  rows_updated integer,
  rows_unchanged integer,
  rows_rejected integer,
  -- Why the import ended as ERROR, for the operator.
  failure_reason text,

  PRIMARY KEY (account_id, import_id),
  CONSTRAINT imports_finished CHECK ((status = 'PROCESSING') = (finished_at IS NULL)),
  CONSTRAINT imports_failure CHECK ((status = 'ERROR') = (failure_reason IS NOT NULL)),
  -- The nulls are counted first: a comparison with one is null, and that passes a CHECK.
  CONSTRAINT imports_counts CHECK (
    num_nonnulls(rows_total, rows_inserted, rows_updated, rows_unchanged, rows_rejected)
      = CASE WHEN status IN ('IMPORTED', 'IMPORTED_WITH_ERRORS') THEN 5 ELSE 0 END
    AND CASE status
      WHEN 'IMPORTED' THEN rows_rejected = 0
        AND rows_total = rows_inserted + rows_updated + rows_unchanged
      WHEN 'IMPORTED_WITH_ERRORS' THEN rows_rejected > 0
        AND rows_total = rows_inserted + rows_updated + rows_unchanged + rows_rejected
      ELSE true
    END)
);

-- One import of an account in progress: a law of the database, and the 409 of the API.
CREATE UNIQUE INDEX imports_one_in_progress ON imports (account_id) WHERE status = 'PROCESSING';

-- The queue: what waits, oldest first.
CREATE INDEX imports_queue ON imports (run_after, created_at) WHERE status = 'PROCESSING';

-- In pieces of 256 KiB, so that neither side ever holds a whole file twice.
CREATE TABLE uploaded_file_chunks (
  account_id bigint NOT NULL,
  import_id uuid NOT NULL,
  chunk_number integer NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (account_id, import_id, chunk_number),
  FOREIGN KEY (account_id, import_id) REFERENCES imports ON DELETE CASCADE
);

-- The report as it is downloaded, in pieces, to be joined in order.
CREATE TABLE error_report_chunks (
  account_id bigint NOT NULL,
  import_id uuid NOT NULL,
  chunk_number integer NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (account_id, import_id, chunk_number),
  FOREIGN KEY (account_id, import_id) REFERENCES imports ON DELETE CASCADE
);

-- lz4 takes half the time of the default compression. A server built without it stores the bytes
-- as they are.
DO $$
BEGIN
  ALTER TABLE uploaded_file_chunks ALTER COLUMN bytes SET COMPRESSION lz4;
  ALTER TABLE error_report_chunks ALTER COLUMN bytes SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported OR syntax_error OR invalid_parameter_value THEN
  ALTER TABLE uploaded_file_chunks ALTER COLUMN bytes SET STORAGE EXTERNAL;
END
$$;
