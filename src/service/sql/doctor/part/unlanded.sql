SELECT /*label*/ AS table_name, batch_id, record
FROM /*table*/
ANTI JOIN /*landing*/ ON _batch = batch_id AND _record = record
WHERE source = /*source*/
