-- Whether any record of the batch stays out of the model.
SELECT EXISTS (FROM ops.reject WHERE batch_id = $batch_id AND state <> 'repaired');
