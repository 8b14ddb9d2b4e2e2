-- What each rule changes of the values as they were mapped, and what it cannot read.
WITH changed AS (
    SELECT position, count(*) AS cells, count(DISTINCT (batch_id, record)) AS row_count
    FROM temp.cleaning_change
    GROUP BY position
),
unread AS (
    SELECT position, sum(cells)::BIGINT AS unread_cells
    FROM temp.cleaning_unread
    GROUP BY position
)
SELECT
    position,
    coalesce(cells, 0) AS cells,
    coalesce(row_count, 0) AS row_count,
    coalesce(unread_cells, 0) AS unread_cells
FROM changed
FULL JOIN unread USING (position)
ORDER BY position;
