-- Cells whose values stand as a rule has made them, with what they were before it.
SELECT
    cleaned_cell.rule,
    cleaned_cell.table_name,
    cleaned_cell.row_key,
    cleaned_cell.column_name,
    cleaned_cell.before,
    cleaned_cell.after,
    cleaned_cell.kind,
    batch.source,
    batch.file,
    cleaned_cell.record,
    cleaned_cell.batch_id,
    job_run.ended_at AS cleaned_at
FROM ops.cleaned_cell
LEFT JOIN ops.batch USING (batch_id)
LEFT JOIN ops.job_run ON job_run.run_id = cleaned_cell.run_id
WHERE $rule::VARCHAR IS NULL OR cleaned_cell.rule = $rule
ORDER BY cleaned_cell.position, cleaned_cell.table_name, cleaned_cell.batch_id, cleaned_cell.record, cleaned_cell.column_name;
