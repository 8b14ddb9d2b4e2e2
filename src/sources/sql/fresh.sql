-- A batch's records in an order that does not depend on the server's mood, and without those that have come before as they stand:
-- they were read again, as others may have come beside them. Of equal records, as many are known as have come.
CREATE OR REPLACE TEMP TABLE fresh AS
WITH arrived AS (
    SELECT
        _record AS record,
        json_array(/*columns*/)::VARCHAR AS content,
        min(_record) OVER (PARTITION BY /*marks*/) AS tied
    FROM /*landing*/
    WHERE _batch = /*batch*/
    UNION ALL
    SELECT
        record,
        raw AS content,
        record AS tied
    FROM ops.reject
    WHERE batch_id = /*batch*/
),
counted AS (
    SELECT
        record,
        content,
        tied,
        row_number() OVER (PARTITION BY content ORDER BY record) AS occurrence
    FROM arrived
),
known AS (
    SELECT content, count(*) AS times
    FROM (
        SELECT json_array(/*columns*/)::VARCHAR AS content
        FROM /*landing*/
        WHERE /*is_again*/ AND _batch < /*batch*/ AND /*mark*/ IN (SELECT /*mark*/ FROM /*landing*/ WHERE _batch = /*batch*/)
        UNION ALL
        SELECT raw AS content
        FROM ops.reject
        WHERE /*is_again*/ AND source = /*source*/ AND batch_id < /*batch*/ AND entity IS NULL
    )
    GROUP BY content
)
SELECT
    record,
    row_number() OVER (ORDER BY tied, content, record) AS number
FROM counted
LEFT JOIN known USING (content)
WHERE occurrence > coalesce(times, 0);

DELETE FROM /*landing*/ WHERE _batch = /*batch*/ AND _record NOT IN (SELECT record FROM fresh);

DELETE FROM ops.reject WHERE batch_id = /*batch*/ AND record NOT IN (SELECT record FROM fresh);

UPDATE /*landing*/ SET _record = number, _line = number
FROM fresh
WHERE _batch = /*batch*/ AND _record = fresh.record AND number <> fresh.record;

UPDATE ops.reject SET record = number, line = number
FROM fresh
WHERE batch_id = /*batch*/ AND reject.record = fresh.record AND number <> fresh.record;

DROP TABLE fresh;
