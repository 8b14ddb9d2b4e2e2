-- Tables of the model in which rows are known by a customer's key.
SELECT concat('core.', table_name) AS name
FROM duckdb_columns()
JOIN duckdb_tables() USING (database_name, schema_name, table_name)
WHERE schema_name = 'core' AND column_name IN ('system', 'customer_key')
GROUP BY table_name
HAVING count(DISTINCT column_name) = 2
ORDER BY name;
