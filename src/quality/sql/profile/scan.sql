-- What one scan of a table tells of all its columns, a row a column.
INSERT INTO temp.profiled_column
SELECT *, CASE WHEN near_distinct <= $examined THEN 1 ELSE greatest(row_count // $examined, 1) END AS stride
FROM (
    SELECT unnest([/*columns*/], recursive := TRUE)
    FROM /*table*/
)
RETURNING column_id, stride, row_count;
