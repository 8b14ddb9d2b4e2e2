UPDATE ops.job_run
SET inputs = $inputs
WHERE run_id = $run_id;
