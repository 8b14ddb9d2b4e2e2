-- Every row came in a batch that was not taken out again, or a person entered it.
SELECT coalesce(sum(rows), 0)::BIGINT AS broken, min(printf('%s: batch %d', table_name, batch_id)) AS example
FROM (/*arrived*/) AS arrived
ANTI JOIN (SELECT * FROM ops.batch WHERE status = 'imported') AS batch USING (source, batch_id);
