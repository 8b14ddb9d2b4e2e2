-- All columns of all tables: what the console completes.
SELECT
    schema_name || '.' || table_name AS table_name,
    column_name,
    data_type
FROM duckdb_columns()
WHERE database_name <> 'masked' AND schema_name IN ('landing', 'core', 'mart', 'ops')
ORDER BY schema_name, table_name, column_index;
