SELECT CAST(table_name AS CHAR) AS name
FROM information_schema.tables
WHERE table_schema = database()
ORDER BY 1;
