-- What the data behind a figure arrived in, newest first.
SELECT
    batch_id,
    source,
    file,
    arrived_at,
    records,
    accepted,
    rejected
FROM ops.batch
WHERE batch_id IN (/*standing*/)
ORDER BY batch_id DESC;
