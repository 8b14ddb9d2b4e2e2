-- The shown runs that have begun after a batch arrived.
SELECT run_id
FROM ops.job_run
JOIN ops.current_run USING (job, run_id)
WHERE started_at >= $arrived;
