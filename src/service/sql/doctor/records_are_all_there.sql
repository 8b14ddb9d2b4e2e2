-- What a batch counts has landed, or is on record as what could not be read.
SELECT
    count(*) AS broken,
    min(printf('batch %d: %d of %d', batch_id, coalesce(landed, 0) + coalesce(unread, 0), records)) AS example
FROM ops.batch
LEFT JOIN (
    SELECT source, batch_id, sum(rows) AS landed
    FROM (/*landed*/)
    GROUP BY ALL
) AS landed USING (source, batch_id)
LEFT JOIN (
    SELECT batch_id, count(*) AS unread
    FROM ops.reject
    WHERE entity IS NULL
    GROUP BY batch_id
) AS unread USING (batch_id)
WHERE status = 'imported' AND records <> coalesce(landed, 0) + coalesce(unread, 0);
