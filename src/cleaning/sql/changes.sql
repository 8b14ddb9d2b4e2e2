-- What one rule changes, cell by cell, with where the row came from.
SELECT
    column_name,
    before,
    after,
    kind,
    row_key,
    batch.source,
    batch.file,
    record,
    batch_id
FROM temp.cleaning_change
LEFT JOIN ops.batch USING (batch_id)
WHERE rule = $rule
ORDER BY column_name, batch_id, record;
