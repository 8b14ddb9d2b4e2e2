-- What is done about each: a record is emptied where something stays of it that names nobody, and else removed.
INSERT INTO ops.forgotten_record
WITH mended AS (
    SELECT DISTINCT batch.batch_id, repair.record
    FROM ops.repair
    JOIN ops.batch USING (source, content_hash)
    WHERE source = $source AND state = 'repaired'
)
SELECT
    match.batch_id,
    match.record,
    NOT ($is_kept AND (landed._record IS NOT NULL OR mended.record IS NOT NULL)) AS is_removed
FROM forgotten_match AS match
LEFT JOIN /*landing*/ AS landed ON landed._batch = match.batch_id AND landed._record = match.record
LEFT JOIN mended ON mended.batch_id = match.batch_id AND mended.record = match.record
ANTI JOIN ops.forgotten_record AS known ON known.batch_id = match.batch_id AND known.record = match.record;
