SELECT /*label*/ AS table_name, batch_id, record
FROM /*table*/
SEMI JOIN (SELECT * FROM ops.reject WHERE state <> 'repaired') AS reject USING (batch_id, record)
