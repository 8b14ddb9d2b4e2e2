SELECT source, file, records
FROM ops.batch
WHERE batch_id = $batch_id AND status = 'imported';
