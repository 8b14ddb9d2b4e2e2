-- Records that could not be read stay on record, with what was decided about them.
UPDATE ops.reject
SET state = coalesce(
    (
        SELECT state
        FROM ops.repair
        WHERE source = $source AND content_hash = $content_hash AND repair.record = reject.record
    ),
    'open'
)
WHERE batch_id = $batch_id AND entity IS NULL;
