-- When a backup was begun last, well or not.
SELECT max(started_at) AS made_at
FROM ops.job_run
WHERE job = $job;
