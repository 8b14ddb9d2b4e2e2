-- What a batch counts has landed, is on record as what could not be read, or was a forgotten person's.
SELECT
    count(*) AS broken,
    min(printf('batch %d: %d of %d', batch_id, coalesce(landed, 0) + coalesce(unread, 0) + forgotten, records)) AS example
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
WHERE status = 'imported' AND records <> coalesce(landed, 0) + coalesce(unread, 0) + forgotten;
