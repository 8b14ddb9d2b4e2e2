SELECT table_name
FROM duckdb_tables()
WHERE schema_name = 'landing'
ORDER BY table_name;
