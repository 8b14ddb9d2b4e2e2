-- What jobs derive was made by a run that ended well.
SELECT count(*) AS broken, min(printf('%s: run %d', table_name, run_id)) AS example
FROM (/*results*/) AS results
WHERE run_id NOT IN (SELECT run_id FROM ops.job_run WHERE status = 'done');
