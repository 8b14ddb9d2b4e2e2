-- The rows that failed one check, or any check, with the file and the line that they came from.
SELECT
    failure.check_name,
    failure.value AS found_value,
    failure.source,
    batch.file,
    failure.line,
    failure.record,
    failure.row::VARCHAR AS row,
    failure.batch_id,
    (failure.row ->> '$.customer_id')::BIGINT AS customer_id
FROM mart.check_failure AS failure
JOIN ops.current_run USING (run_id)
LEFT JOIN ops.batch AS batch USING (batch_id)
WHERE
    job = 'quality.check'
    AND ($check::VARCHAR IS NULL OR failure.check_name = $check)
ORDER BY failure.check_name, failure.source, failure.batch_id, failure.record;
