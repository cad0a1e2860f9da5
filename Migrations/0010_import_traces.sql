-- The span of the upload in W3C Trace Context, so that the worker's span is in the same trace: a
-- traceparent of version 00. Null for what was uploaded before.

ALTER TABLE imports ADD COLUMN traceparent text
  CONSTRAINT imports_traceparent CHECK (length(traceparent) = 55);
