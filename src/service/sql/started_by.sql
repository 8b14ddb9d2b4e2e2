SELECT started_by
FROM ops.job_run
WHERE run_id = $run_id;
