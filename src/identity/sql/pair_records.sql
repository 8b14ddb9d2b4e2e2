-- All records of the two records' customers, for who wants to see more than the pair.
WITH side AS (
    SELECT customer_id
    FROM core.customer_key
    WHERE
        (system = $left_system AND customer_key = $left_key)
        OR (system = $right_system AND customer_key = $right_key)
)
SELECT
    customer_key.customer_id,
    customer_key.system,
    customer_key.customer_key,
    customer_key.rule,
    customer_record.* EXCLUDE (system, customer_key, attributes, source, batch_id, record),
    customer_record.source,
    batch.file,
    customer_record.record AS line
FROM core.customer_key
SEMI JOIN side USING (customer_id)
LEFT JOIN core.customer_record USING (system, customer_key)
LEFT JOIN ops.batch USING (batch_id)
ORDER BY customer_key.customer_id, customer_key.system, customer_key.customer_key;
