-- A table's name as SQL takes it, if there is one.
SELECT printf('"%s"."%s"', schema_name, table_name) AS known
FROM (
    SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name <> 'masked'
    UNION ALL
    SELECT schema_name, view_name FROM duckdb_views() WHERE database_name <> 'masked'
)
WHERE schema_name || '.' || table_name = $name AND schema_name IN ('landing', 'core', 'mart', 'ops');
