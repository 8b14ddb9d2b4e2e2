INSERT INTO ops.table_version (table_name, version)
VALUES ($table_name, 1)
ON CONFLICT (table_name) DO UPDATE SET version = version + 1;
