DELETE FROM ops.job_run WHERE run_id IN (SELECT run_id FROM old_run);
