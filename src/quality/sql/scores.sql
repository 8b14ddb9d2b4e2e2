-- Each table's scores: the mean of its checks' passed rates, dimension by dimension, and the mean of the dimensions.
WITH result AS (
    SELECT
        table_name,
        row_count,
        dimension,
        CASE WHEN severity <> 'info' THEN 1 - failed / nullif(tested, 0) END AS passed_rate
    FROM ops.check_result
    JOIN ops.current_run USING (run_id)
    WHERE job = 'quality.check'
),
score AS (
    SELECT
        table_name,
        max(row_count) AS row_count,
        avg(passed_rate) FILTER (dimension = 'completeness') AS completeness_rate,
        avg(passed_rate) FILTER (dimension = 'uniqueness') AS uniqueness_rate,
        avg(passed_rate) FILTER (dimension = 'validity') AS validity_rate,
        avg(passed_rate) FILTER (dimension = 'consistency') AS consistency_rate,
        avg(passed_rate) FILTER (dimension = 'timeliness') AS timeliness_rate
    FROM result
    GROUP BY table_name
)
SELECT
    table_name,
    row_count AS rows,
    completeness_rate,
    uniqueness_rate,
    validity_rate,
    consistency_rate,
    timeliness_rate,
    list_avg([completeness_rate, uniqueness_rate, validity_rate, consistency_rate, timeliness_rate]) AS score_rate
FROM score
ORDER BY row_count = 0, score_rate NULLS LAST, table_name;
