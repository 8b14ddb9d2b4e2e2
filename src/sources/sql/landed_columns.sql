SELECT column_name
FROM duckdb_columns()
WHERE
    database_name <> 'masked'
    AND schema_name = 'landing'
    AND table_name = $source
    AND NOT starts_with(column_name, '_')
ORDER BY column_index;
