-- Every run of every job, newest first.
SELECT
    run_id,
    job,
    status,
    started_at,
    round(epoch(ended_at - started_at), 1) AS seconds,
    row_count,
    params::VARCHAR AS params,
    result::VARCHAR AS result,
    message,
    as_of,
    started_by,
    program
FROM ops.job_run
ORDER BY run_id DESC;
