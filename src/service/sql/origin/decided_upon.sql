-- What a decision is about: a record of each batch that came in the same file, or the customers of the keys that it names.
SELECT
    NULL::BIGINT AS customer_id,
    batch.batch_id,
    (body ->> '$.record')::BIGINT AS record,
    batch.file AS name
FROM ops.decision
JOIN ops.batch AS batch ON batch.source = body ->> '$.source' AND batch.content_hash = body ->> '$.content_hash'
WHERE decision_id = $decision AND batch.status = 'imported'
UNION ALL
SELECT DISTINCT
    own.customer_id,
    NULL,
    NULL,
    own.system || '/' || own.customer_key
FROM ops.decision
JOIN core.customer_key AS own ON
    (own.system = body ->> '$.left.system' AND own.customer_key = body ->> '$.left.customer_key')
    OR (own.system = body ->> '$.right.system' AND own.customer_key = body ->> '$.right.customer_key')
    OR (own.system = body ->> '$.system' AND own.customer_key = body ->> '$.customer_key')
WHERE decision_id = $decision
ORDER BY ALL;
