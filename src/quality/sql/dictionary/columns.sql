SELECT schema_name, table_name, column_name
FROM duckdb_columns()
WHERE database_name <> 'masked' AND schema_name IN ('core', 'landing', 'mart')
ORDER BY schema_name, table_name, column_index;
