-- A finished import has all of its counts. The check before this one let nulls through, because a
-- comparison with null is null, and that passes a CHECK. Nothing was stored that violates this one.

ALTER TABLE imports DROP CONSTRAINT imports_counts;
ALTER TABLE imports ADD CONSTRAINT imports_counts CHECK (
  num_nonnulls(rows_total, rows_inserted, rows_updated, rows_unchanged, rows_rejected)
    = CASE WHEN status IN ('IMPORTED', 'IMPORTED_WITH_ERRORS') THEN 5 ELSE 0 END
  AND CASE status
    WHEN 'IMPORTED' THEN rows_rejected = 0
      AND rows_total = rows_inserted + rows_updated + rows_unchanged
    WHEN 'IMPORTED_WITH_ERRORS' THEN rows_rejected > 0
      AND rows_total = rows_inserted + rows_updated + rows_unchanged + rows_rejected
    ELSE true
  END);
