-- Each source's scores: the mean of its rows' passed rates over the checks, dimension by dimension, and the mean of the
-- dimensions.
WITH result AS (
    SELECT
        by_source.source,
        dimension,
        by_source.tested,
        by_source.failed,
        CASE WHEN severity <> 'info' THEN 1 - by_source.failed / nullif(by_source.tested, 0) END AS passed_rate
    FROM ops.check_source AS by_source
    JOIN ops.check_result USING (run_id, check_name)
    JOIN ops.current_run USING (run_id)
    WHERE job = 'quality.check' AND by_source.source IS NOT NULL
),
score AS (
    SELECT
        source,
        count(*) FILTER (failed > 0) AS failed_checks,
        sum(failed)::BIGINT AS failed_rows,
        avg(passed_rate) FILTER (dimension = 'completeness') AS completeness_rate,
        avg(passed_rate) FILTER (dimension = 'uniqueness') AS uniqueness_rate,
        avg(passed_rate) FILTER (dimension = 'validity') AS validity_rate,
        avg(passed_rate) FILTER (dimension = 'consistency') AS consistency_rate,
        avg(passed_rate) FILTER (dimension = 'timeliness') AS timeliness_rate
    FROM result
    GROUP BY source
)
SELECT
    *,
    list_avg([completeness_rate, uniqueness_rate, validity_rate, consistency_rate, timeliness_rate]) AS score_rate
FROM score
ORDER BY score_rate NULLS LAST, source;
