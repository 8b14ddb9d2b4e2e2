-- A decision about a record names one that its file has.
SELECT count(*) AS broken, min('decision ' || decision_id) AS example
FROM ops.decision
JOIN ops.batch AS batch ON batch.source = body ->> '$.source' AND batch.content_hash = body ->> '$.content_hash'
WHERE
    starts_with(kind, 'record.')
    AND (body ->> '$.record')::BIGINT NOT BETWEEN 1 AND batch.records;
