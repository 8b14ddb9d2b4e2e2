SELECT
    customer_key.customer_id,
    customer.name,
    customer_key.system,
    customer_key.customer_key,
    customer_key.rule
FROM core.customer_key
JOIN core.customer USING (customer_id)
ORDER BY customer_key.customer_id, customer_key.system, customer_key.customer_key;
