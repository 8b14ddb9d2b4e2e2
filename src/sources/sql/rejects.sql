-- The records of one source, or of all, that could not be read or mapped, and what was decided about them: the open ones first.
WITH failed AS (
    SELECT
        reject.state,
        reject.source,
        reject.file,
        reject.line,
        reject.record,
        nullif(reject.entity, '') AS entity,
        reject.field,
        reject.reason,
        reject.raw,
        repair.note,
        repair.decided_by,
        reject.batch_id
    FROM ops.reject
    JOIN ops.batch USING (batch_id)
    LEFT JOIN ops.repair ON
        repair.source = batch.source
        AND repair.content_hash = batch.content_hash
        AND repair.record = reject.record
        AND repair.state = reject.state
    WHERE reject.state <> 'repaired'
    UNION ALL
    SELECT
        repair.state,
        repair.source,
        batch.file,
        repair.line,
        repair.record,
        repair.entity,
        repair.field,
        repair.reason,
        repair.fields::VARCHAR,
        repair.note,
        repair.decided_by,
        batch.batch_id
    FROM ops.repair
    JOIN ops.batch ON batch.source = repair.source AND batch.content_hash = repair.content_hash
    WHERE
        repair.state = 'repaired'
        AND batch.status = 'imported'
        AND (batch.batch_id, repair.record) NOT IN (SELECT (batch_id, record) FROM ops.reject WHERE state <> 'repaired')
)
SELECT *
FROM failed
WHERE $source::VARCHAR IS NULL OR source = $source
ORDER BY state = 'open' DESC, batch_id DESC, record;
