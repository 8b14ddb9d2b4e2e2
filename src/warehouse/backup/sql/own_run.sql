UPDATE ops.job_run
SET status = 'done', ended_at = $ended_at
WHERE run_id = $run_id AND status = 'running';
