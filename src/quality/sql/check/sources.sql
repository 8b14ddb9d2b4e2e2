-- The sources of failing rows whose records have landed with their lines.
SELECT DISTINCT source
FROM mart.check_failure
WHERE run_id = $run_id AND source IN (
    SELECT table_name
    FROM duckdb_columns()
    WHERE
        database_name <> 'masked'
        AND schema_name = 'landing'
        AND column_name IN ('_batch', '_record', '_line')
    GROUP BY table_name
    HAVING count(*) = 3
)
ORDER BY source;
