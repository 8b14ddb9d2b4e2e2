SELECT
    batch_id,
    source,
    file
FROM ops.batch
WHERE status = 'imported'
ORDER BY batch_id;
