SELECT
    job,
    status,
    as_of,
    started_at,
    ended_at,
    row_count,
    params::VARCHAR AS params,
    result::VARCHAR AS result,
    message,
    started_by,
    program,
    inputs::VARCHAR AS inputs
FROM ops.job_run
WHERE run_id = $run_id;
