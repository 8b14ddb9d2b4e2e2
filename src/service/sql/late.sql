-- Sources whose next delivery should have come by now.
SELECT source.source AS name
FROM ops.source
LEFT JOIN ops.batch ON batch.source = source.source AND batch.status = 'imported'
WHERE every_days IS NOT NULL
GROUP BY source.source, every_days
HAVING coalesce(max(arrived_at), TIMESTAMP '1970-01-01') < $now::TIMESTAMP - every_days * INTERVAL 1 DAY;
