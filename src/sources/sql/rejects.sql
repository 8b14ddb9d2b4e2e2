-- The records of one source, or of all, that could not be read or mapped.
SELECT
    source,
    file,
    line,
    record,
    entity,
    field,
    reason,
    raw,
    batch_id
FROM ops.reject
WHERE $source IS NULL OR source = $source
ORDER BY batch_id DESC, record;
