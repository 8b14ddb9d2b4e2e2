SELECT
    batch_id,
    source,
    file,
    status,
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
    content_hash,
    run_id
FROM ops.batch
WHERE batch_id = $batch;
