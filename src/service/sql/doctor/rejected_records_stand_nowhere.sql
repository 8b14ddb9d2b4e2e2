-- No row came as a record that was rejected or given up.
SELECT count(*) AS broken, min(printf('%s: record %d of batch %d', table_name, record, batch_id)) AS example
FROM (/*refused*/);
