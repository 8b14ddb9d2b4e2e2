-- Rows that failed a check, with all that they had in them.
DELETE FROM mart.check_failure
WHERE
    (batch_id, record) IN (SELECT (batch_id, record) FROM ops.forgotten_record)
    OR (row ->> '$.customer_id')::VARCHAR IN (SELECT customer_id::VARCHAR FROM forgotten_person)
    OR (row ->> '$.system', row ->> '$.customer_key') IN (SELECT (system, customer_key) FROM forgotten_key);
