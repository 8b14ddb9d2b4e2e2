SELECT
    batch_id,
    source,
    file,
    content_hash
FROM ops.batch
WHERE status = 'imported'
ORDER BY batch_id;
