-- Runs that were left behind when the program was killed, or when the file could not be written: nothing of them is there.
UPDATE ops.job_run
SET status = 'failed', message = 'the program ended before the run did'
WHERE status IN ('queued', 'running') AND run_id < $before;
