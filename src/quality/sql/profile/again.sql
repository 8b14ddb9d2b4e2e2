-- How often the values that are most frequent among the rows looked at stand in all rows.
INSERT INTO temp.profiled_again
SELECT /*id*/, value, count(*)
FROM (SELECT /*column*/::VARCHAR AS value FROM /*table*/)
WHERE value IN (
    SELECT seen.value
    FROM temp.profiled_value AS seen
    WHERE column_id = /*id*/ AND occurrences > 1
    ORDER BY occurrences DESC, seen.value
    LIMIT 10
)
GROUP BY value;
