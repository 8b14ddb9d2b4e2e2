-- Every column of every table that is backed up.
SELECT
    schema_name,
    table_name,
    column_name,
    data_type,
    estimated_size
FROM duckdb_columns()
JOIN duckdb_tables() USING (database_name, schema_name, table_name)
WHERE database_name = coalesce($database, current_database()) AND schema_name IN ('landing', 'core', 'mart', 'ops')
ORDER BY list_position(['landing', 'core', 'mart', 'ops'], schema_name), table_name, column_index;
