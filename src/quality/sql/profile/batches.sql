-- The newest batch that a table has rows of, and the one before it from the same source.
SELECT batch_id, earlier_batch_id
FROM (
    SELECT batch_id, lag(batch_id) OVER (PARTITION BY source ORDER BY batch_id) AS earlier_batch_id
    FROM (SELECT DISTINCT /*batch*/ AS batch_id FROM /*table*/)
    JOIN ops.batch USING (batch_id)
)
ORDER BY batch_id DESC
LIMIT 1;
