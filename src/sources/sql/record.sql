-- What is known of one record of a batch: why it failed, and what was decided about it.
SELECT
    batch.source,
    batch.file,
    batch.content_hash,
    coalesce(repair.line, reject.line) AS line,
    coalesce(repair.state, reject.state) AS state,
    coalesce(repair.entity, reject.entity) AS entity,
    coalesce(repair.field, reject.field) AS field,
    coalesce(repair.reason, reject.reason) AS reason,
    CASE WHEN reject.entity IS NULL THEN reject.raw END AS raw,
    repair.fields::VARCHAR AS fields
FROM ops.batch
LEFT JOIN ops.reject ON reject.batch_id = batch.batch_id AND reject.record = $record
LEFT JOIN ops.repair ON
    repair.source = batch.source AND repair.content_hash = batch.content_hash AND repair.record = $record
WHERE batch.batch_id = $batch_id AND batch.status = 'imported';
