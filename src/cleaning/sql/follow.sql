-- Where another record has taken a row's place, a value that its source does not give was carried over.
UPDATE cleaning_cell AS cell
SET batch_id = current.batch_id, record = current.record
FROM cleaning_row AS current
WHERE
    cell.row_key = /*row_key*/
    AND (cell.batch_id <> current.batch_id OR cell.record <> current.record)
    AND NOT EXISTS (
        SELECT 1
        FROM cleaning_given AS given
        WHERE given.source = current.source AND given.field = split_part(cell.column_name, '.', 1)
    );
