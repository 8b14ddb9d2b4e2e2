-- Where a source's table was read to: the marks that were set back, and before them the newest one in force.
SELECT
    position,
    batch_id,
    to_json(reached)::VARCHAR AS reached,
    in_force
FROM ops.watermark
WHERE source = $source AND reads = $reads
QUALIFY NOT in_force OR row_number() OVER (PARTITION BY in_force ORDER BY position DESC) = 1
ORDER BY in_force DESC, position;
