-- Runs that a program left behind when it was killed: their transactions were rolled back with it.
UPDATE ops.job_run
SET status = 'failed', message = 'the program ended before the run did'
WHERE status IN ('queued', 'running');
