UPDATE /*table*/ AS kept
SET /*assigned*/
FROM cleaning_row AS current
WHERE
    kept.batch_id = current.batch_id
    AND kept.record = current.record
    AND kept.source IS DISTINCT FROM 'decision'
    AND (/*differs*/);
