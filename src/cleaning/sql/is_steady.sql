-- Whether a condition tells the same of the same row each time: it looks at nothing beside the row, and calls no function of
-- the clock or of chance, of which some are written as a column is. The engine's own macros may call one.
WITH parsed AS (
    SELECT lower(json_serialize_sql('SELECT ' || $condition)::VARCHAR) AS tree
),
unsteady AS (
    SELECT lower(function_name) AS name
    FROM duckdb_functions()
    WHERE stability <> 'CONSISTENT' OR (function_type = 'macro' AND internal)
    UNION ALL
    SELECT unnest(['age', 'current_date', 'current_time', 'current_timestamp', 'localtime', 'localtimestamp', 'today']) AS name
)
SELECT
    NOT contains(tree, '"class":"subquery"')
    AND NOT EXISTS (
        SELECT 1
        FROM unsteady
        WHERE
            contains(tree, '"function_name":"' || name || '"')
            OR contains(tree, '"column_names":["' || name || '"]')
    ) AS is_steady
FROM parsed;
