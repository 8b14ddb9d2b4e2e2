-- Each dimension's score: the mean of its checks' passed rates, every check counting the same.
SELECT
    dimension,
    count(*) AS checks,
    count(*) FILTER (failed > 0) AS failed_checks,
    count(*) FILTER (tested = 0) AS untested_checks,
    sum(failed)::BIGINT AS failed_rows,
    avg(1 - failed / nullif(tested, 0)) FILTER (severity <> 'info') AS score_rate
FROM ops.check_result
JOIN ops.current_run USING (run_id)
WHERE job = 'quality.check'
GROUP BY dimension
ORDER BY list_position(['completeness', 'uniqueness', 'validity', 'consistency', 'timeliness'], dimension);
