SELECT json_merge_patch(to_json(fact), json_object('file', batch.file, 'arrived_at', batch.arrived_at))::VARCHAR AS row
FROM core.fact AS fact
LEFT JOIN ops.batch ON batch.batch_id = fact.batch_id
WHERE fact.customer_id = $customer
ORDER BY fact.batch_id, fact.record;
