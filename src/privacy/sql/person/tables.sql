-- Tables in which a row is about a customer, or a part of what is.
SELECT DISTINCT concat(schema_name, '.', table_name) AS name
FROM duckdb_columns()
JOIN duckdb_tables() USING (database_name, schema_name, table_name)
WHERE
    schema_name IN ('core', 'mart') AND column_name = 'customer_id' AND table_name <> 'customer_word'
    OR schema_name = 'core' AND table_name IN ('customer_record', 'order_line')
ORDER BY name;
