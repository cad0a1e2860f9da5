-- The statements of POST and the worker for one import of 50 new rows, in the same transactions.
\set account :base + :client_id
BEGIN;
WITH accepted AS (
  INSERT INTO imports
    (account_id, import_id, file_name, file_size, time_zone, date_format, request_id)
  VALUES (:account, gen_random_uuid(), 'schedule.csv', 4096, 'America/New_York',
    'HH' || chr(58) || 'mm yyyy-MM-dd', '')
  RETURNING account_id, import_id
), audited AS (
  INSERT INTO audit_events (account_id, actor, action, target)
  SELECT account_id, 'pgbench', 'import.accept', import_id::text FROM accepted
)
SELECT import_id, nextval('bench_day') AS day FROM accepted \gset
INSERT INTO uploaded_file_chunks (account_id, import_id, chunk_number, bytes)
SELECT i.account_id, i.import_id, 0, decode(:file::text, 'hex')
FROM imports i WHERE i.account_id = :account AND i.import_id = :import_id::uuid;
COMMIT;
NOTIFY wfm_pgbench;
\startpipeline
BEGIN;
SET LOCAL enable_seqscan = off;
SELECT account_id, import_id FROM imports
WHERE status = 'PROCESSING' AND run_after <= now()
ORDER BY run_after, created_at LIMIT 2 FOR KEY SHARE SKIP LOCKED;
ROLLBACK;
\endpipeline
BEGIN;
SELECT pg_try_advisory_xact_lock(1464225025, :account::integer);
UPDATE imports SET attempts = attempts + 1
WHERE account_id = :account AND import_id = :import_id::uuid
  AND status = 'PROCESSING' AND attempts < 3;
COMMIT;
BEGIN;
SELECT pg_try_advisory_xact_lock(1464225025, :account::integer);
SELECT file_name, time_zone, date_format, attempts, request_id FROM imports
WHERE account_id = :account AND import_id = :import_id::uuid AND status = 'PROCESSING' FOR UPDATE;
SELECT agent_id, email_key, active FROM agents WHERE account_id = :account;
SELECT event_type_id, name_key, active FROM event_types WHERE account_id = :account;
SELECT agent_id, event_type_id, start_at, end_at FROM schedule_events
WHERE account_id = :account AND agent_id BETWEEN 1 AND 20
  AND start_at BETWEEN timestamptz '2030-01-01' + :day::integer * interval '1 day'
  AND timestamptz '2030-01-02' + :day::integer * interval '1 day';
INSERT INTO schedule_events (account_id, agent_id, event_type_id, start_at, end_at)
SELECT :account, n % 13 + 1, n / 13 + 1,
  timestamptz '2030-01-01' + :day::integer * interval '1 day' + n / 13 * interval '1 hour',
  timestamptz '2030-01-01' + :day::integer * interval '1 day' + (n / 13 + 1) * interval '1 hour'
FROM generate_series(0, 49) n;
UPDATE imports SET status = 'IMPORTED', finished_at = clock_timestamp(), rows_total = 50,
  rows_inserted = 50, rows_updated = 0, rows_unchanged = 0, rows_rejected = 0
WHERE account_id = :account AND import_id = :import_id::uuid;
COMMIT;
SELECT status FROM imports WHERE account_id = :account AND import_id = :import_id::uuid;
