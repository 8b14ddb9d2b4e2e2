-- The rows of the query fail; the table's other rows have passed.
WITH failing_rows AS (
    FROM (
        /*query*/
    ) AS found
)
SELECT failing_rows AS checked_row, TRUE AS failing
FROM failing_rows
UNION ALL
SELECT NULL, FALSE
FROM (
    SELECT 1
    FROM /*table*/ AS checked
    WHERE /*condition*/
    OFFSET (SELECT count(*) FROM failing_rows)
)
