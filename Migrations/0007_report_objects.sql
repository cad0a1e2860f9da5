-- Error reports that are objects in an object store, and what came of storing them there.

ALTER TABLE imports
  -- Where the report is; both null where it is in error_report_chunks, or where there is none.
  ADD COLUMN report_bucket text,
  ADD COLUMN report_key text,
  -- How often the object store did not take the report. The file is not at fault then, so these are
  -- bounded apart from attempts; the next attempt is not before run_after.
  ADD COLUMN report_faults smallint NOT NULL DEFAULT 0
    CONSTRAINT imports_report_faults CHECK (report_faults >= 0),
  ADD CONSTRAINT imports_report_object CHECK (
    num_nonnulls(report_bucket, report_key) IN (0, 2)
    AND (report_key IS NULL OR status = 'IMPORTED_WITH_ERRORS'));
