-- Those of the tables whose rows say in which batch they came.
SELECT schema_name, table_name
FROM duckdb_columns()
WHERE
    database_name <> 'masked'
    AND column_name = 'batch_id'
    AND schema_name IN ('core', 'landing')
    AND list_contains(string_split($tables, ','), schema_name || '.' || table_name)
ORDER BY ALL;
