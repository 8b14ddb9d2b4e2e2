UPDATE ops.batch
SET
    rejected = $rejected,
    repaired = $repaired,
    given_up = $given_up,
    accepted = records - $rejected - $repaired - $given_up
WHERE batch_id = $batch_id;
