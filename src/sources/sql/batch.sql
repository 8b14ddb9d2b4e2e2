INSERT INTO ops.batch (
    batch_id, source, file, content_hash, bytes, arrived_at, format, encoding, records, accepted, run_id
)
VALUES (
    $batch_id, $source, $file, $content_hash, $bytes, $arrived_at, $format, $encoding, $records, $records, $run_id
);
