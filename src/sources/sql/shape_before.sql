-- The columns of the source's newest batch before this one.
SELECT column_name, looks_like
FROM ops.batch_column
WHERE batch_id = (
    SELECT max(batch_id)
    FROM ops.batch
    JOIN ops.batch_column USING (batch_id)
    WHERE source = $source AND status = 'imported' AND batch_id < $batch_id
)
ORDER BY position;
