SELECT
    count(*) AS cells,
    count(*) FILTER (kind = 'filled') AS filled_cells,
    (SELECT coalesce(sum(cells), 0)::BIGINT FROM cleaning_unread WHERE is_applied) AS unread_cells
FROM ops.cleaned_cell
