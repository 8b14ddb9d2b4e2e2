INSERT INTO ops.export (exported_at, done_by, file, subject, row_count, relation)
VALUES ($exported_at, $done_by, $file, $subject, $row_count, $relation);
