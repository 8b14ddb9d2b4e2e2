-- The run that brought a batch ended well.
SELECT count(*) AS broken, min('batch ' || batch_id) AS example
FROM ops.batch
WHERE status = 'imported' AND run_id NOT IN (SELECT run_id FROM ops.job_run WHERE status = 'done');
