-- What a batch and those after it have reached is to be read again.
UPDATE ops.watermark
SET in_force = FALSE
WHERE
    source = $source
    AND position >= (SELECT min(position) FROM ops.watermark WHERE source = $source AND batch_id = $batch_id AND in_force);
