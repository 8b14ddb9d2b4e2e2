-- What is changed and was not before.
INSERT INTO ops.cleaned_cell BY NAME
SELECT
    $run_id AS run_id,
    change.* EXCLUDE (is_applied)
FROM cleaning_change AS change
ANTI JOIN ops.cleaned_cell AS known USING (table_name, batch_id, record, column_name, rule)
WHERE change.is_applied AND change.table_name = $table
ORDER BY batch_id, record, column_name, position;
