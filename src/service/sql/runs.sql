-- The runs whose results a query shows.
SELECT
    job,
    run_id,
    ended_at,
    as_of,
    params::VARCHAR AS params,
    row_count,
    program
FROM ops.job_run
JOIN ops.current_run USING (job, run_id)
WHERE list_contains(string_split($jobs, ','), job)
ORDER BY run_id;
