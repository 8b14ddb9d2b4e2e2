SELECT count(*) > 0 AS is_there
FROM duckdb_databases()
WHERE database_name = 'masked';
