INSERT INTO ops.watermark (source, batch_id, reads, reached)
VALUES ($source, $batch_id, $reads, from_json($reached, '["VARCHAR"]'));
