-- The rules in their order: what each changes of the values as they were mapped, and how much of that stands in core now.
WITH standing AS (
    SELECT rule, count(*) AS cells, max(run_id) AS run_id
    FROM ops.cleaned_cell
    GROUP BY rule
)
SELECT
    rule,
    is_enabled,
    table_name,
    column_names,
    treatment,
    coalesce(found.cells, 0) AS cells,
    coalesce(found.row_count, 0) AS row_count,
    coalesce(found.unread_cells, 0) AS unread_cells,
    coalesce(standing.cells, 0) AS cleaned_cells,
    job_run.ended_at AS cleaned_at
FROM ops.cleaning_rule
LEFT JOIN temp.cleaning_found AS found USING (position)
LEFT JOIN standing USING (rule)
LEFT JOIN ops.job_run ON job_run.run_id = standing.run_id
ORDER BY position;
