-- The columns of all tables.
SELECT
    columns.schema_name || '.' || columns.table_name AS table_name,
    column_name,
    data_type
FROM duckdb_columns() AS columns
SEMI JOIN duckdb_tables() AS tables ON
    tables.schema_name = columns.schema_name AND tables.table_name = columns.table_name
WHERE columns.database_name <> 'masked' AND columns.schema_name IN ('landing', 'core', 'mart', 'ops')
ORDER BY columns.schema_name, columns.table_name, column_index;
