SELECT /*label*/ AS table_name, /*name*/ AS source, _batch AS batch_id, count(*) AS rows
FROM /*table*/
GROUP BY _batch
