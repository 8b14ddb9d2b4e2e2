INSERT INTO ops.receipt (receipt_id, kind, erased_by, erased_at, run_id)
SELECT
    $receipt_id,
    $kind,
    started_by,
    $erased_at,
    run_id
FROM ops.job_run
WHERE run_id = $run_id;
