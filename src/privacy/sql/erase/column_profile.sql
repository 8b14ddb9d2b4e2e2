-- Frequent and extreme values may be theirs: of the tables that they stood in only counts stay, until the next profile.
UPDATE mart.column_profile
SET
    min_value = NULL,
    max_value = NULL,
    quantiles = NULL,
    histogram = NULL,
    histogram_bounds = NULL,
    patterns = NULL,
    frequent = NULL
WHERE
    EXISTS (FROM forgotten_key)
    AND (
        table_name LIKE 'core.customer%'
        OR table_name IN (
            SELECT concat('core.', table_name)
            FROM duckdb_columns()
            WHERE schema_name = 'core' AND column_name = 'customer_id'
        )
        OR table_name LIKE 'mart.%'
    );
