-- Of a stretch of a database's table, what was kept out was never counted.
DELETE FROM ops.forgotten_record WHERE batch_id = $batch_id;
