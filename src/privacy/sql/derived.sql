-- Tables of results in which a row is about a customer.
SELECT concat('mart.', table_name) AS name
FROM duckdb_columns()
JOIN duckdb_tables() USING (database_name, schema_name, table_name)
WHERE schema_name = 'mart' AND column_name = 'customer_id'
ORDER BY name;
