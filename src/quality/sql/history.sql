-- The scores of every run of the checks: of each table, each source and each dimension, and of all data.
WITH result AS (
    SELECT
        run_id,
        table_name,
        NULL AS source,
        dimension,
        1 - failed / nullif(tested, 0) AS passed_rate
    FROM ops.check_result
    WHERE severity <> 'info'
),
by_source AS (
    SELECT
        run_id,
        NULL AS table_name,
        by_source.source,
        dimension,
        1 - by_source.failed / nullif(by_source.tested, 0) AS passed_rate
    FROM ops.check_source AS by_source
    JOIN ops.check_result USING (run_id, check_name)
    WHERE severity <> 'info' AND by_source.source IS NOT NULL
),
-- within a dimension every check counts the same, and within a score every dimension
within_dimension AS (
    SELECT run_id, table_name, source, dimension, avg(passed_rate) AS rate
    FROM (FROM result UNION ALL FROM by_source)
    GROUP BY ALL
),
overall AS (
    SELECT run_id, dimension, avg(passed_rate) AS rate
    FROM result
    GROUP BY ALL
),
score AS (
    SELECT run_id, table_name, source, NULL AS dimension, avg(rate) AS score_rate
    FROM within_dimension
    GROUP BY ALL
    UNION ALL
    SELECT run_id, NULL, NULL, dimension, rate
    FROM overall
    UNION ALL
    SELECT run_id, NULL, NULL, NULL, avg(rate)
    FROM overall
    GROUP BY run_id
)
SELECT
    run_id,
    ended_at,
    as_of,
    table_name,
    source,
    dimension,
    score_rate,
    score_rate - lag(score_rate) OVER (PARTITION BY table_name, source, dimension ORDER BY run_id) AS score_change,
    'share' AS unit
FROM score
JOIN ops.job_run USING (run_id)
WHERE
    job = 'quality.check'
    AND status = 'done'
    AND ($table::VARCHAR IS NULL OR table_name = $table)
    AND ($source::VARCHAR IS NULL OR source = $source)
    AND ($dimension::VARCHAR IS NULL OR dimension = $dimension)
ORDER BY run_id DESC, table_name IS NOT NULL, source IS NOT NULL, dimension IS NOT NULL, table_name, source, dimension;
