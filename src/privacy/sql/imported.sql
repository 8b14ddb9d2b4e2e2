-- Files that had a forgotten person's records in them.
SELECT DISTINCT file
FROM ops.batch
SEMI JOIN ops.forgotten_record USING (batch_id)
WHERE format NOT IN ('PostgreSQL', 'MySQL', 'MariaDB', 'SQLite')
ORDER BY file;
