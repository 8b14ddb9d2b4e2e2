-- The batches of one source, or of all, newest first.
SELECT
    batch_id,
    source,
    file,
    arrived_at,
    records,
    accepted,
    rejected,
    repaired,
    given_up,
    forgotten,
    format,
    encoding,
    bytes,
    status
FROM ops.batch
WHERE $source IS NULL OR source = $source
ORDER BY batch_id DESC;
