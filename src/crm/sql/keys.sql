SELECT
    customer_key.system,
    customer_key.customer_key,
    customer_key.rule,
    customer_record.name,
    customer_record.phone,
    customer_record.email,
    customer_record.source,
    batch.file,
    customer_record.record AS line
FROM core.customer_key
LEFT JOIN core.customer_record USING (system, customer_key)
LEFT JOIN ops.batch USING (batch_id)
WHERE customer_key.customer_id = $customer::BIGINT
ORDER BY customer_key.system, customer_key.customer_key;
