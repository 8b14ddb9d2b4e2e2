UPDATE cleaning_row AS current
SET /*field*/ = /*written*/
FROM cleaning_change AS change
WHERE
    change.position = $position
    AND change.column_name = $column_name
    AND current.batch_id = change.batch_id
    AND current.record = change.record;
