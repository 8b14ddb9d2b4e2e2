-- Every source that is configured or has delivered, in the configuration's order.
WITH delivered AS (
    SELECT
        source,
        arg_max(format, batch_id) AS format,
        max(arrived_at) AS last_batch_at,
        max(batch_id) AS last_batch,
        count(*) AS batches,
        sum(records)::BIGINT AS records,
        sum(rejected)::BIGINT AS rejected
    FROM ops.batch
    WHERE status = 'imported'
    GROUP BY source
),
attempt AS (
    SELECT params ->> '$.source' AS source, max(started_at) AS read_at
    FROM ops.job_run
    WHERE job IN ('sources.import', 'sources.fetch')
    GROUP BY ALL
)
SELECT
    source,
    source.entity,
    delivered.format,
    delivered.last_batch_at,
    coalesce(delivered.batches, 0) AS batches,
    coalesce(delivered.records, 0) AS records,
    coalesce(delivered.rejected, 0) AS rejected,
    delivered.rejected / nullif(delivered.records, 0) AS reject_rate,
    CASE
        WHEN coalesce(delivered.last_batch_at, TIMESTAMP '1970-01-01') < $now::TIMESTAMP - source.every_days * INTERVAL 1 DAY
        THEN 'late'
        WHEN delivered.source IS NULL THEN 'waiting'
        WHEN delivered.last_batch IN (SELECT batch_id FROM ops.drift) THEN 'drifted'
        WHEN delivered.rejected > 0 THEN 'rejects'
        ELSE 'good'
    END AS state,
    source.schedule,
    attempt.read_at,
    source.files
FROM ops.source
FULL JOIN delivered USING (source)
LEFT JOIN attempt USING (source)
ORDER BY source.position NULLS LAST, source;
