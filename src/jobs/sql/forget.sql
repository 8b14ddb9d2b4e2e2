-- $kept counts the run that is about to end well.
DELETE FROM mart.results
WHERE run_id <> $run_id
AND run_id NOT IN (
    SELECT run_id
    FROM ops.job_run
    WHERE job = $job AND status = 'done'
    ORDER BY run_id DESC
    LIMIT $kept - 1
);
