-- What earlier runs have changed in the table: each cell as it was mapped, and as the last rule left it.
CREATE OR REPLACE TEMP TABLE cleaning_cell AS
SELECT
    batch_id,
    record,
    column_name,
    first(row_key) AS row_key,
    first(before ORDER BY position) AS before,
    last(after ORDER BY position) AS after
FROM ops.cleaned_cell
WHERE table_name = $table
GROUP BY batch_id, record, column_name;
