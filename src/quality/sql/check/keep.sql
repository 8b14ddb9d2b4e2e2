-- The failing rows themselves, the earliest arrivals first, with what says where they came from.
INSERT INTO mart.check_failure
WITH failing_row AS (
    SELECT to_json(checked_row) AS content
    FROM (
        /*rule*/
    )
    WHERE failing
)
SELECT
    $run_id AS run_id,
    $check_name AS check_name,
    content ->> 'source' AS source,
    try_cast(content ->> 'batch_id' AS BIGINT) AS batch_id,
    try_cast(content ->> 'record' AS BIGINT) AS record,
    NULL AS line,
    nullif(concat_ws(' · ', /*values*/), '') AS value,
    content AS row
FROM failing_row
ORDER BY source, batch_id, record, content::VARCHAR
LIMIT $kept;
