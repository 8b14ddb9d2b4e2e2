UPDATE ops.batch
SET file = $place
WHERE source = $source AND content_hash = $content_hash AND file = $file;
