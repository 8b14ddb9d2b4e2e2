-- The columns of all tables and views of the file.
SELECT schema_name, table_name, column_name, data_type
FROM duckdb_columns()
WHERE database_name = current_database() AND schema_name IN ('landing', 'core', 'mart', 'ops')
ORDER BY schema_name, table_name, column_index;
