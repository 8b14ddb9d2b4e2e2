-- A batch counts its rejects as they are on record, each once.
SELECT count(*) AS broken, min('batch ' || batch_id) AS example
FROM ops.batch
LEFT JOIN (
    SELECT
        batch_id,
        count(*) FILTER (state = 'open') AS open,
        count(*) FILTER (state = 'given_up') AS left_out,
        count(DISTINCT record) AS kept,
        count(*) AS all_kept
    FROM ops.reject
    GROUP BY batch_id
) AS reject USING (batch_id)
WHERE
    status = 'imported'
    AND (rejected <> coalesce(open, 0) OR given_up <> coalesce(left_out, 0) OR kept <> all_kept);
