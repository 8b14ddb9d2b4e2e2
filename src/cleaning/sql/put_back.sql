UPDATE cleaning_row AS current
SET /*field*/ = /*written*/
FROM cleaning_cell AS cell
WHERE
    cell.column_name = $column_name
    AND current.batch_id = cell.batch_id
    AND current.record = cell.record
    AND /*value*/ IS NOT DISTINCT FROM cell.after
    AND (current.batch_id, current.record, $field) NOT IN (SELECT (batch_id, record, field) FROM cleaning_decided);
