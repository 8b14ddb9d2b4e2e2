SELECT
    schema_name || '.' || table_name AS table_name,
    estimated_size AS row_count
FROM duckdb_tables()
WHERE database_name <> 'masked' AND list_contains(string_split($tables, ','), schema_name || '.' || table_name)
ORDER BY table_name;
