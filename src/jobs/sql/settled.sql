-- Each job's newest run that came to an end of its own, and when its newest good one did.
WITH settled AS (
    SELECT
        job,
        max(run_id) AS run_id,
        max(ended_at) FILTER (WHERE status = 'done') AS good_at
    FROM ops.job_run
    WHERE status IN ('done', 'unsupported')
    GROUP BY job
)
SELECT
    job,
    inputs,
    fingerprint,
    status,
    good_at AS ended_at
FROM ops.job_run
JOIN settled USING (job, run_id);
