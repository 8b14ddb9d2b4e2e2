-- When each source was read last, well or not. A file that came into the inbox is not the source's own time.
SELECT
    params ->> '$.source' AS source,
    max(started_at) AS read_at
FROM ops.job_run
WHERE
    job IN ('sources.import', 'sources.fetch')
    AND params ->> '$.source' IS NOT NULL
    AND params ->> '$.file' IS NULL
GROUP BY ALL;
