INSERT INTO ops.job_run (job, params, seed, as_of, inputs, fingerprint, program, started_by, started_at, status)
VALUES ($job, $params, $seed, NULL, '{}', '', $program, $started_by, $started_at, 'queued')
RETURNING run_id;
