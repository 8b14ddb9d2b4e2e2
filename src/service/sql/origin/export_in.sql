-- What was last written to a file.
SELECT
    exported_at,
    done_by,
    row_count,
    relation
FROM ops.export
WHERE file = $file
ORDER BY exported_at DESC
LIMIT 1;
