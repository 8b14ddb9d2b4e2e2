SELECT
    batch_id,
    concat_ws(' · ', source, file) AS name,
    records AS row_count
FROM ops.batch
WHERE run_id = $run_id
ORDER BY batch_id DESC;
