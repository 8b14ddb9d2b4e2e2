-- What SHOW ALL TABLES shows: the tables of the warehouse with their columns.
SELECT
    schema_name AS schema,
    table_name AS name,
    list(column_name ORDER BY column_index) AS column_names,
    list(data_type ORDER BY column_index) AS column_types
FROM duckdb_columns()
WHERE database_name <> 'masked' AND schema_name IN ('landing', 'core', 'mart', 'ops')
GROUP BY schema_name, table_name
ORDER BY schema_name, table_name;
