UPDATE ops.batch
SET
    rejected = $rejected,
    repaired = $repaired,
    given_up = $given_up,
    forgotten = $forgotten,
    accepted = records - $rejected - $repaired - $given_up - $forgotten
WHERE batch_id = $batch_id;
