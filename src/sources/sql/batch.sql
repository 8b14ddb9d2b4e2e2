INSERT INTO ops.batch (
    batch_id, source, file, content_hash, bytes, arrived_at, format, encoding, records, accepted, rejected, run_id
)
VALUES (
    $batch_id, $source, $file, $content_hash, $bytes, $arrived_at, $format, $encoding, $records, $records, 0, $run_id
);
