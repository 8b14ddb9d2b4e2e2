-- Records that were given up, for the reason that they were rejected for.
INSERT INTO ops.reject
SELECT
    $batch_id AS batch_id,
    source,
    file,
    record,
    line,
    coalesce(entity, '') AS entity,
    field,
    coalesce(reason, note) AS reason,
    fields::VARCHAR AS raw,
    state
FROM ops.repair
WHERE
    source = $source
    AND content_hash = $content_hash
    AND state = 'given_up'
    AND record NOT IN (SELECT record FROM ops.reject WHERE batch_id = $batch_id);
