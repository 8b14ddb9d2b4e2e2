INSERT INTO ops.reject (batch_id, source, file, record, line, reason, raw)
VALUES ($batch_id, $source, $file, $record, $line, $reason, $raw);
