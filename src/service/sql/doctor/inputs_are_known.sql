-- No run has read a table in a state that the table has not been in yet.
SELECT count(*) AS broken, min(printf('run %d: %s', run_id, table_name)) AS example
FROM (
    SELECT run_id, table_name, json_extract_string(inputs, '$."' || table_name || '"')::BIGINT AS seen
    FROM (SELECT run_id, inputs, unnest(json_keys(inputs)) AS table_name FROM ops.job_run)
)
LEFT JOIN ops.table_version USING (table_name)
WHERE seen > coalesce(version, 0);
