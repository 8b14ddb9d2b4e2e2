UPDATE ops.reject
SET file = $place
FROM ops.batch
WHERE
    reject.batch_id = batch.batch_id
    AND batch.source = $source
    AND batch.content_hash = $content_hash
    AND batch.file = $file;
