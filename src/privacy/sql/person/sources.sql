SELECT table_name AS name
FROM duckdb_tables()
WHERE schema_name = 'landing'
ORDER BY name;
