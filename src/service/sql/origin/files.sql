-- The files of batches and exports that are meant by a name: the one that has it, else those that end with it.
SELECT DISTINCT file, file = $file AS is_exact
FROM (
    SELECT file FROM ops.batch
    UNION ALL
    SELECT file FROM ops.export
)
WHERE file = $file OR ends_with('/' || file, '/' || $ending)
ORDER BY is_exact DESC, file;
