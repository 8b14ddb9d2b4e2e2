SELECT DISTINCT file
FROM ops.batch
WHERE status = 'imported'
ORDER BY file;
