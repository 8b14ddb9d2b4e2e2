SELECT
    count(*) AS checks,
    count(*) FILTER (failed > 0) AS failed_checks,
    count(*) FILTER (tested = 0) AS untested_checks,
    coalesce(sum(failed), 0)::BIGINT AS failed_rows
FROM ops.check_result
WHERE run_id = $run_id;
