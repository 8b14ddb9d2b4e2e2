-- The records of a source that are a forgotten person's, by what they tell of whom they are about.
CREATE OR REPLACE TEMP TABLE forgotten_match AS
WITH told AS (
    SELECT _batch AS batch_id, _record AS record, unnest([/*identifiers*/]::VARCHAR[]) AS identifier
    FROM /*landing*/
    WHERE $batch::BIGINT IS NULL OR _batch = $batch
    UNION ALL
    -- lines that could not be read
    SELECT batch_id, record, unnest(ops.identifiers_in(raw, $system))
    FROM ops.reject
    WHERE source = $source AND entity IS NULL AND raw IS NOT NULL AND ($batch::BIGINT IS NULL OR batch_id = $batch)
    UNION ALL
    -- records as people have mended them
    SELECT batch.batch_id, mended.record, unnest([/*identifiers*/]::VARCHAR[])
    FROM (
        SELECT
            body ->> '$.content_hash' AS content_hash,
            (body ->> '$.record')::BIGINT AS record,
            /*fields*/
        FROM ops.decision
        WHERE starts_with(kind, 'record.') AND body ->> '$.source' = $source
    ) AS mended
    JOIN ops.batch ON batch.source = $source AND batch.content_hash = mended.content_hash
    WHERE batch.status = 'imported' AND ($batch::BIGINT IS NULL OR batch.batch_id = $batch)
    /*origins*/
)
SELECT DISTINCT batch_id, record
FROM told
WHERE ops.forgotten_hash(identifier, $inner_key, $outer_key) IN (SELECT hash FROM ops.forgotten);
