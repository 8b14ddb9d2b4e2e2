-- Every row came as a record that has landed, or that a person has mended.
SELECT count(*) AS broken, min(printf('%s: record %d of batch %d', table_name, record, batch_id)) AS example
FROM (/*unlanded*/) AS unlanded
ANTI JOIN (
    SELECT batch.batch_id, repair.record
    FROM ops.repair
    JOIN ops.batch AS batch USING (source, content_hash)
    WHERE state = 'repaired'
) AS mended USING (batch_id, record);
