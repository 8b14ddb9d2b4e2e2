SELECT
    batch_id,
    concat_ws(' · ', source, CASE WHEN status <> 'imported' THEN status END) AS name,
    records AS row_count
FROM ops.batch
WHERE file = $file
ORDER BY batch_id DESC;
