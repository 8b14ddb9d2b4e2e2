-- The columns of one table, or of all of core and landing; what a landing row says of its origin is none of the source's.
SELECT
    schema_name || '.' || table_name AS table_name,
    column_name,
    data_type,
    column_index AS position,
    (schema_name || '.' || table_name, column_name) IN (SELECT (table_name, column_name) FROM ops.filled_cell) AS has_filled
FROM duckdb_columns()
JOIN duckdb_tables() USING (database_name, schema_name, table_name)
WHERE
    schema_name IN ('core', 'landing')
    AND column_name NOT IN ('_batch', '_record', '_line')
    AND ($table::VARCHAR IS NULL OR schema_name || '.' || table_name = $table)
ORDER BY schema_name, table_name, column_index;
