-- The contents of files that have a forgotten person's records in them.
SELECT DISTINCT content_hash
FROM ops.batch
SEMI JOIN ops.forgotten_record USING (batch_id);
