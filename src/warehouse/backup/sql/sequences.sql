SELECT
    schema_name || '.' || sequence_name AS sequence,
    last_value
FROM duckdb_sequences()
WHERE database_name = coalesce($database, current_database()) AND last_value IS NOT NULL
ORDER BY sequence;
