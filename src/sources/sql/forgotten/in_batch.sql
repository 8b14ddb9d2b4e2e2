-- Whether any record of a batch is a forgotten person's.
SELECT EXISTS (FROM ops.forgotten_record WHERE batch_id = $batch_id);
