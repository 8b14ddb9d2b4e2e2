UPDATE ops.job_run
SET status = 'running', as_of = $as_of, inputs = $inputs, fingerprint = $fingerprint, started_at = $started_at
WHERE run_id = $run_id;
