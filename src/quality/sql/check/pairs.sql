-- Of each source the newest batch and the one before it, where both have rows enough to be compared.
SELECT source, batch_id, earlier_batch_id
FROM (
    SELECT
        source,
        batch_id,
        row_count,
        lag(batch_id) OVER earlier AS earlier_batch_id,
        lag(row_count) OVER earlier AS earlier_row_count
    FROM (
        SELECT source, batch_id, count(*) AS row_count
        FROM /*table*/ AS checked
        WHERE /*condition*/
        GROUP BY ALL
    )
    WINDOW earlier AS (PARTITION BY source ORDER BY batch_id)
    QUALIFY row_number() OVER (PARTITION BY source ORDER BY batch_id DESC) = 1
)
WHERE row_count >= $min_rows AND earlier_row_count >= $min_rows
ORDER BY source;
