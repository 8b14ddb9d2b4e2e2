-- Decisions about what is not there: they hold again when it comes again.
SELECT count(*) AS broken, min('decision ' || decision_id) AS example
FROM ops.decision
WHERE
    (
        starts_with(kind, 'record.')
        AND NOT EXISTS (
            SELECT *
            FROM ops.batch AS batch
            WHERE
                batch.source = body ->> '$.source'
                AND batch.content_hash = body ->> '$.content_hash'
                AND batch.status = 'imported'
        )
    )
    OR (
        starts_with(kind, 'identity.')
        AND (
            (body ->> '$.left.system', body ->> '$.left.customer_key') NOT IN (SELECT (system, customer_key) FROM core.customer_key)
            OR (body ->> '$.right.system', body ->> '$.right.customer_key') NOT IN (SELECT (system, customer_key) FROM core.customer_key)
        )
    );
