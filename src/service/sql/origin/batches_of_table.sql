-- The batches whose rows stand in a table, newest first, with how many.
SELECT
    standing.batch_id,
    concat_ws(' · ', batch.source, batch.file) AS name,
    standing.row_count
FROM (
    SELECT /*batch*/ AS batch_id, count(*) AS row_count
    FROM /*table*/
    WHERE /*batch*/ IS NOT NULL
    GROUP BY ALL
) AS standing
LEFT JOIN ops.batch USING (batch_id)
ORDER BY batch_id DESC
