SELECT /*label*/ AS table_name, source, batch_id, count(*) AS rows
FROM /*table*/
WHERE source <> 'decision'
GROUP BY source, batch_id
