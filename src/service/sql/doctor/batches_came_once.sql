-- The same content is imported once.
SELECT count(*) AS broken, min(example) AS example
FROM (
    SELECT string_agg('batch ' || batch_id, ', ' ORDER BY batch_id) AS example
    FROM ops.batch
    WHERE status = 'imported'
    GROUP BY source, content_hash
    HAVING count(*) > 1
);
