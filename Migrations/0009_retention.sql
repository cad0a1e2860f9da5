-- What is removed when its time is over, found by its age within an account.

-- The file, or the report, was removed; the import keeps its status and counts.
ALTER TABLE imports
  ADD COLUMN file_removed boolean NOT NULL DEFAULT false,
  ADD COLUMN report_removed boolean NOT NULL DEFAULT false;

CREATE INDEX audit_events_age ON audit_events (account_id, at);

CREATE INDEX imports_finished ON imports (account_id, finished_at) WHERE finished_at IS NOT NULL;

CREATE INDEX imports_with_file ON imports (account_id, finished_at)
  WHERE finished_at IS NOT NULL AND NOT file_removed;

CREATE INDEX imports_with_report ON imports (account_id, finished_at)
  WHERE status = 'IMPORTED_WITH_ERRORS' AND NOT report_removed;
