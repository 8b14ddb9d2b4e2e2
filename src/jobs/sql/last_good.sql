SELECT
    job_run.job,
    job_run.run_id,
    job_run.inputs,
    job_run.fingerprint,
    job_run.ended_at
FROM ops.job_run
JOIN ops.current_run USING (job, run_id);
