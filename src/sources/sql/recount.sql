UPDATE ops.batch SET rejected = $rejected, accepted = records - $rejected WHERE batch_id = $batch_id;
