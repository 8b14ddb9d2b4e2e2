-- Where the shape of a source's batches, or of all, has moved away from that of the batch before, newest first.
SELECT
    batch_id,
    source,
    file,
    drift.kind AS change,
    column_name,
    was,
    becomes,
    nullif(feeds, '') AS feeds
FROM ops.drift
JOIN ops.batch USING (batch_id, source)
WHERE status = 'imported' AND ($source::VARCHAR IS NULL OR source = $source)
ORDER BY batch_id DESC, column_name;
