-- What the rules no longer change, or otherwise.
DELETE FROM ops.cleaned_cell AS known
WHERE
    table_name = $table
    AND NOT EXISTS (
        SELECT 1
        FROM cleaning_change AS change
        WHERE
            change.is_applied
            AND change.table_name = known.table_name
            AND change.batch_id = known.batch_id
            AND change.record = known.record
            AND change.column_name = known.column_name
            AND change.rule = known.rule
            AND change.position = known.position
            AND change.kind = known.kind
            AND change.before IS NOT DISTINCT FROM known.before
            AND change.after IS NOT DISTINCT FROM known.after
    );
