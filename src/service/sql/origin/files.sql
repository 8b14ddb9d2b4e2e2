-- The files of batches that are meant by a name: the one that has it, else those that end with it.
SELECT DISTINCT file, file = $file AS is_exact
FROM ops.batch
WHERE file = $file OR ends_with('/' || file, '/' || $ending)
ORDER BY is_exact DESC, file;
