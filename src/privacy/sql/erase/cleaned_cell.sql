-- What rules have changed in their rows, before and after.
DELETE FROM ops.cleaned_cell AS cell
WHERE
    (batch_id, record) IN (SELECT (batch_id, record) FROM ops.forgotten_record)
    OR EXISTS (
        SELECT 1
        FROM forgotten_key AS own
        WHERE starts_with(cell.row_key || '/', own.system || '/' || own.customer_key || '/')
    );
