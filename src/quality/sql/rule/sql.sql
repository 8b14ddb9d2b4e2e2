-- The rows of the query fail; the table's other rows have passed. A failing row that does not say its source stands for
-- some row of the table.
WITH found AS MATERIALIZED (
    SELECT found AS checked_row, to_json(found) ->> 'source' AS source
    FROM (
        /*query*/
    ) AS found
),
failing_of AS (
    SELECT coalesce(source, '') AS source, count(*) AS failed
    FROM found
    GROUP BY ALL
),
tested AS (
    SELECT coalesce(/*source*/, '') AS source
    FROM /*table*/ AS checked
    WHERE /*condition*/
)
SELECT checked_row, source, TRUE AS failing
FROM found
UNION ALL
SELECT NULL, nullif(source, ''), FALSE
FROM (
    SELECT source
    FROM (SELECT source, row_number() OVER (PARTITION BY source) AS place FROM tested)
    LEFT JOIN failing_of USING (source)
    WHERE place > coalesce(failed, 0)
    OFFSET (SELECT coalesce(sum(failed), 0) FROM failing_of WHERE source NOT IN (FROM tested))
)
