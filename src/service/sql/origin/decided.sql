decision_id IN (
    SELECT decision_id
    FROM ops.decision
    JOIN ops.batch AS batch ON batch.source = body ->> '$.source' AND batch.content_hash = body ->> '$.content_hash'
    WHERE starts_with(kind, 'record.') AND batch.batch_id = $batch/*record*/
)
